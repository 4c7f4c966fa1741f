package io.holdfast.net.fuzz;

import io.holdfast.kv.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Publishes to keys and requests of our extension, right or wrong. Stateless. */
public final class WriteDice {
  private static final List<String> NAMES =
      List.of(
          "Nats-Msg-Id",
          "Nats-Expected-Stream",
          "Nats-Expected-Last-Sequence",
          "Nats-Expected-Last-Msg-Id",
          "Nats-Expected-Last-Subject-Sequence",
          "Nats-Expected-Last-Subject-Sequence-Subject",
          "Nats-TTL",
          "Nats-Rollup",
          "KV-Operation",
          "Nats-Marker-Reason",
          "Holdfast-Request",
          "Holdfast-Lease",
          "Holdfast-Expect",
          "Holdfast-Timeout",
          "Nats-Batch-Id",
          "Nats-Batch-Sequence",
          "Nats-Batch-Commit",
          "Nats-Sequence",
          "Other");
  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "12",
          "2",
          "eob",
          "never",
          "1s",
          "500ms",
          "1h30m",
          "9999999999h",
          "sub",
          "all",
          "DEL",
          "PURGE",
          "MaxAge",
          "absent",
          "lease@1",
          "@",
          "lease@-1",
          "c/1/1",
          "c/1",
          "//",
          "c/9223372036854775807/0",
          "99999999999999999999",
          "äö",
          "id1");

  private WriteDice() {}

  /** A publish to a key. */
  public static Publication put(Dice dice, World world) {
    String headers = dice.oneIn(3) ? "" : headers(dice, world);
    String subject = "$KV." + world.bucket(dice) + "." + world.key(dice);
    int length = dice.oneIn(10) ? dice.below(7000) : dice.below(30);
    return new Publication(ApiDice.oneArgument(subject), headers, Bytes.wrap(dice.bytes(length)));
  }

  private static String headers(Dice dice, World world) {
    var block =
        new StringBuilder("NATS/1.0").append(dice.oneIn(9) ? " 404 What" : "").append("\r\n");
    if (dice.oneIn(8)) {
      block.append("Nats-Batch-Id: id1\r\nNats-Batch-Sequence: ").append(dice.of(1, 1, 2, 3));
      block.append(dice.oneIn(2) ? "\r\nNats-Batch-Commit: 1\r\n" : "\r\n");
    }
    for (int left = dice.between(1, 4); left > 0; left--) {
      String value =
          switch (dice.below(6)) {
            case 0 -> Long.toString(dice.number());
            case 1 -> world.subject(dice).replaceAll("[^ -~]", "?");
            case 2 -> "KV_" + dice.of(world.buckets());
            default -> dice.of(VALUES);
          };
      block
          .append(dice.oneIn(20) ? dice.of("", "nats-ttl", "A b", "\t") : dice.of(NAMES))
          .append(dice.of(":", ": ", ":  "))
          .append(value)
          .append("\r\n");
    }
    return block.append("\r\n").toString();
  }

  /** A request of the extension. */
  public static Publication extension(Dice dice, World world) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("v", dice.oneIn(20) ? dice.number() : 1);
    String verb = dice.of("TXN", "TXN", "TXN", "TXN", "LIST", "GET", "STATUS", "INFO", "NO");
    if (verb.equals("TXN")) {
      if (dice.oneIn(2)) {
        body.put("conditions", several(dice, () -> condition(dice, world)));
      }
      body.put("operations", several(dice, () -> operation(dice, world)));
      if (dice.oneIn(3)) {
        body.put("request", dice.of("c", "d", "") + "/" + dice.number() + "/" + dice.number());
      }
      if (dice.oneIn(4)) {
        body.put("timeout_ms", dice.number());
      }
    } else {
      body.put("filters", several(dice, () -> world.key(dice)));
      body.put("values", dice.oneIn(2));
      body.put("history", dice.oneIn(2));
      body.put("key", world.key(dice));
      body.put("revision", dice.oneIn(2) ? dice.between(0, 9) : dice.number());
      if (dice.oneIn(6)) {
        body.put("at_least", dice.oneIn(2) ? dice.between(0, 3) : dice.number());
      }
      if (dice.oneIn(4)) {
        body.put("local", true);
      }
    }
    String subject =
        "$HOLDFAST.API." + verb + (verb.equals("INFO") ? "" : "." + world.bucket(dice));
    return Publication.of(ApiDice.oneArgument(subject), Bytes.wrap(JsonDice.write(dice, body)));
  }

  private static List<Object> several(Dice dice, Supplier<Object> item) {
    var items = new ArrayList<Object>();
    for (int left = dice.oneIn(50) ? 200 : dice.of(0, 1, 1, 1, 2); left > 0; left--) {
      items.add(item.get());
    }
    return items;
  }

  private static Map<String, Object> condition(Dice dice, World world) {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put(
        "type",
        dice.of(
            "key_at",
            "key_live",
            "key_absent",
            "key_untraced",
            "lease_alive",
            "oldest_under",
            "newest_under",
            "newest_matching",
            "bucket_at",
            "last_message_id"));
    condition.put("key", world.key(dice));
    condition.put("prefix", world.key(dice));
    condition.put("filter", world.key(dice));
    condition.put("id", "id1");
    condition.put("lease", "lease@" + dice.between(0, 5));
    condition.put("revision", dice.oneIn(2) ? dice.between(0, 9) : dice.number());
    return condition;
  }

  private static Map<String, Object> operation(Dice dice, World world) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", dice.of("put", "put", "put", "delete", "purge", "hand_over"));
    operation.put("key", world.key(dice));
    if (dice.oneIn(2)) {
      operation.put("value", Base64.getEncoder().encodeToString(dice.bytes(dice.below(40))));
    }
    if (dice.oneIn(6)) {
      operation.put("ttl_ms", dice.oneIn(2) ? 3_600_000 : dice.number());
    }
    if (dice.oneIn(4)) {
      byte[] block = headers(dice, world).getBytes(StandardCharsets.ISO_8859_1);
      byte[] sent = dice.oneIn(2) ? block : Mangler.mangle(dice, block);
      operation.put("headers", Base64.getEncoder().encodeToString(sent));
    }
    if (dice.oneIn(12)) {
      operation.put("lease", dice.of("lease@1", "k@2", "@", "lease@-1", "lease"));
    }
    if (dice.oneIn(6)) {
      operation.put("rollup", dice.of("key", "bucket", "all"));
    }
    operation.put("queue", dice.of("a", "", ">", "k"));
    if (dice.oneIn(6)) {
      operation.put("freed_ttl_ms", dice.number());
    }
    return operation;
  }
}
