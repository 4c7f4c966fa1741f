package io.holdfast.net.fuzz;

import io.holdfast.kv.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests to the JetStream API and direct gets, right or wrong. Stateless. */
public final class ApiDice {
  private static final List<String> ON_STREAM =
      List.of(
          "STREAM.INFO",
          "STREAM.PURGE",
          "STREAM.MSG.GET",
          "STREAM.MSG.GET",
          "STREAM.MSG.DELETE",
          "CONSUMER.NAMES",
          "CONSUMER.LIST",
          "DIRECT.GET",
          "DIRECT.GET");

  private static final List<String> FIELDS =
      List.of(
          "offset",
          "seq",
          "seq",
          "keep",
          "no_erase",
          "batch",
          "multi_last",
          "start_time",
          "filter",
          "subject",
          "subjects_filter",
          "deleted_details",
          "last_by_subj",
          "next_by_subj");

  private ApiDice() {}

  /** A request whose answer is JSON, or the message of a direct get. */
  public static Publication request(Dice dice, World world) {
    return switch (dice.below(10)) {
      case 0 -> stream(dice, world);
      case 1, 2, 3 -> consumer(dice, world);
      case 4 -> ofConsumer(dice, world);
      case 5 -> general(dice, world);
      default -> onStream(dice, world);
    };
  }

  /** Makes or changes a bucket. */
  static Publication stream(Dice dice, World world) {
    String bucket = world.bucket(dice);
    Map<String, Object> config = config(bucket);
    config.put("max_msgs_per_subject", dice.between(1, 64));
    maybe(dice, config, "max_age", dice.number());
    maybe(dice, config, "max_bytes", dice.number());
    maybe(dice, config, "max_msg_size", dice.number());
    maybe(dice, config, "duplicate_window", dice.number());
    rarely(dice, config, "subject_delete_marker_ttl", dice.number());
    rarely(dice, config, "num_replicas", dice.number());
    maybe(dice, config, "description", "a description, ä");
    maybe(dice, config, "storage", dice.of("file", "memory", "tape"));
    maybe(dice, config, "compression", dice.of("s2", "none", "zip"));
    maybe(dice, config, "metadata", Map.of("owner", "me", "_nats.level", "1"));
    maybe(dice, config, "deny_purge", dice.oneIn(2));
    rarely(dice, config, "mirror", Map.of("name", "KV_other"));
    maybe(dice, config, "sources", List.of());
    rarely(dice, config, "first_seq", dice.number());
    String verb = dice.oneIn(4) ? "STREAM.UPDATE" : "STREAM.CREATE";
    return request(dice, verb + ".KV_" + bucket, config);
  }

  /** A create request that is right. */
  static Publication bucket(Dice dice, String bucket) {
    Map<String, Object> config = config(bucket);
    config.put("max_msgs_per_subject", dice.between(1, 5));
    config.put("allow_msg_ttl", dice.oneIn(2));
    config.put("allow_atomic", dice.oneIn(2));
    return Publication.of("$JS.API.STREAM.CREATE.KV_" + bucket, Bytes.wrap(JsonDice.right(config)));
  }

  private static Map<String, Object> config(String bucket) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("name", "KV_" + bucket);
    config.put("subjects", List.of("$KV." + bucket + ".>"));
    config.put("retention", "limits");
    config.put("discard", "new");
    config.put("allow_rollup_hdrs", true);
    config.put("deny_delete", false);
    config.put("allow_direct", true);
    return config;
  }

  private static Publication consumer(Dice dice, World world) {
    String bucket = world.bucket(dice);
    String name = dice.of(world.consumers());
    String filter = world.subject(dice);
    Map<String, Object> config = new LinkedHashMap<>();
    boolean pulled = dice.oneIn(3);
    if (!pulled) {
      config.put("deliver_subject", "_D." + dice.below(5));
    }
    String policy =
        dice.of("all", "last", "new", "last_per_subject", "by_start_sequence", "by_start_time");
    config.put("deliver_policy", policy);
    config.put("ack_policy", pulled ? dice.of("explicit", "explicit", "all", "none") : "none");
    maybe(dice, config, "max_ack_pending", dice.number());
    rarely(dice, config, "max_waiting", dice.number());
    rarely(dice, config, "max_batch", dice.number());
    rarely(dice, config, "max_expires", dice.number());
    rarely(dice, config, "backoff", List.of(dice.number(), 1_000_000));
    if (policy.equals("by_start_sequence") || dice.oneIn(20)) {
      config.put("opt_start_seq", dice.oneIn(2) ? dice.between(1, 30) : dice.number());
    }
    if (policy.equals("by_start_time") || dice.oneIn(20)) {
      config.put("opt_start_time", "2006-01-02T15:04:05.999999999+02:00");
    }
    boolean inSubject = dice.oneIn(3);
    if (inSubject || dice.oneIn(2)) {
      config.put("filter_subject", filter);
    } else {
      config.put("filter_subjects", List.of(filter, world.subject(dice)));
    }
    if (!pulled || dice.oneIn(8)) {
      config.put("idle_heartbeat", dice.oneIn(8) ? dice.number() : 5_000_000_000L);
      config.put("flow_control", dice.oneIn(2));
    }
    maybe(dice, config, "inactive_threshold", dice.number());
    maybe(dice, config, "headers_only", true);
    maybe(dice, config, "max_deliver", dice.number());
    rarely(dice, config, "num_replicas", dice.number());
    maybe(dice, config, "metadata", dice.oneIn(10) ? deep(dice) : Map.of("a", "b"));
    rarely(dice, config, "durable_name", name);
    maybe(dice, config, "ack_wait", dice.number());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("stream_name", "KV_" + bucket);
    body.put("config", config);
    maybe(dice, body, "action", dice.of("create", "create", "update", "", "destroy"));
    String verb = dice.oneIn(20) ? "CONSUMER.DURABLE.CREATE.KV_" : "CONSUMER.CREATE.KV_";
    String subject = verb + bucket + (inSubject || dice.oneIn(2) ? "." + name : "");
    return request(dice, inSubject ? subject + "." + filter : subject, body);
  }

  private static Publication ofConsumer(Dice dice, World world) {
    String verb = dice.of("CONSUMER.INFO.KV_", "CONSUMER.DELETE.KV_", "CONSUMER.MSG.NEXT.KV_");
    String subject = verb + world.bucket(dice) + "." + dice.of(world.consumers());
    if (verb.contains("NEXT")) {
      return Publication.of(
          "$JS.API." + oneArgument(subject), Bytes.wrap(JsonDice.right(pull(dice))));
    }
    return dice.oneIn(4) ? request(dice, subject, page(dice, world)) : bare(subject);
  }

  /**
   * What is pulled comes on its own subject; more is asked for than there is, so a status ends it.
   */
  private static Map<String, Object> pull(Dice dice) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("batch", 256);
    body.put("expires", dice.oneIn(8) ? "soon" : 2_000_000);
    rarely(dice, body, "max_bytes", dice.between(1, 9000));
    rarely(dice, body, "no_wait", true);
    return body;
  }

  /** What consumers hear and need not answer. */
  static Publication toConsumer(Dice dice, World world) {
    String consumer = "KV_" + world.bucket(dice) + "." + dice.of(world.consumers());
    if (dice.oneIn(4)) {
      Map<String, Object> body = pull(dice);
      maybe(dice, body, "batch", dice.number());
      maybe(dice, body, "max_bytes", dice.number());
      maybe(dice, body, "idle_heartbeat", dice.number());
      return request(dice, "CONSUMER.MSG.NEXT." + consumer, body);
    }
    if (dice.oneIn(8)) {
      return Publication.of(oneArgument("$JS.FC." + consumer + "." + dice.number()), Bytes.EMPTY);
    }
    String place = "." + dice.between(0, 3) + "." + dice.between(0, 20) + "." + dice.between(0, 20);
    String subject = "$JS.ACK." + consumer + place + (dice.oneIn(9) ? "" : ".1") + ".0";
    String said =
        dice.of("", "+ACK", "-NAK", "+WPI", "+TERM", "+NXT", "+NXT 5", "-NAK {\"delay\":9}", "?");
    byte[] body = said.getBytes(StandardCharsets.US_ASCII);
    return Publication.of(
        oneArgument(subject), Bytes.wrap(dice.oneIn(6) ? Mangler.mangle(dice, body) : body));
  }

  private static Publication general(Dice dice, World world) {
    return switch (dice.below(4)) {
      case 0 -> bare(dice.of("INFO", "STREAM", "NOTHING.AT.ALL", "STREAM.INFO", "CONSUMER.CREATE"));
      case 1 -> bare("STREAM.DELETE.KV_" + (dice.oneIn(8) ? world.bucket(dice) : "none"));
      default -> request(dice, dice.of("STREAM.NAMES", "STREAM.LIST"), page(dice, world));
    };
  }

  private static Publication onStream(Dice dice, World world) {
    String subject = dice.of(ON_STREAM) + ".KV_" + world.bucket(dice);
    if (subject.startsWith("DIRECT") && dice.oneIn(2)) {
      return dice.oneIn(4)
          ? request(dice, subject + "." + world.subject(dice), page(dice, world))
          : bare(subject + "." + world.subject(dice));
    }
    return request(dice, subject, page(dice, world));
  }

  /**
   * At most two of the fields that a request about a stream may have, since many exclude others.
   */
  private static Map<String, Object> page(Dice dice, World world) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (int left = dice.of(0, 1, 1, 1, 2); left > 0; left--) {
      String name = dice.of(FIELDS);
      Object value =
          switch (name) {
            case "no_erase", "deleted_details" -> true;
            case "multi_last" -> List.of(world.subject(dice));
            case "start_time" -> "2006-01-02T15:04:05Z";
            case "seq", "keep", "offset", "batch" ->
                dice.oneIn(2) ? dice.between(0, 20) : dice.number();
            default -> world.subject(dice);
          };
      body.put(name, value);
    }
    return body;
  }

  /** As deep as a parser takes it, or nearly. */
  private static Map<String, Object> deep(Dice dice) {
    Map<String, Object> nested = Map.of("a", 1);
    for (int left = dice.between(990, 999); left > 0; left--) {
      nested = Map.of("a", nested);
    }
    return nested;
  }

  private static void rarely(Dice dice, Map<String, Object> body, String name, Object value) {
    if (dice.oneIn(30)) {
      body.put(name, value);
    }
  }

  private static void maybe(Dice dice, Map<String, Object> body, String name, Object value) {
    if (dice.oneIn(5)) {
      body.put(name, value);
    }
  }

  private static Publication bare(String rest) {
    return Publication.of("$JS.API." + oneArgument(rest), Bytes.EMPTY);
  }

  private static Publication request(Dice dice, String rest, Map<String, Object> body) {
    String headers =
        dice.oneIn(20)
            ? "NATS/1.0\r\nNats-Required-Api-Level: " + dice.of("0", "1", "2", "x", "") + "\r\n\r\n"
            : "";
    return new Publication(
        "$JS.API." + oneArgument(rest), headers, Bytes.wrap(JsonDice.write(dice, body)));
  }

  /** A blank would end the subject in the frame; that is another suite's matter. */
  static String oneArgument(String subject) {
    return subject.replace(' ', '_');
  }
}
