package io.holdfast.interop;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes the story into a bucket, or dumps what a bucket holds, as the programs of the other
 * clients do: {@code Cross write|dump BUCKET FILE}. W135
 */
final class Cross {
  private Cross() {}

  public static void main(String... arguments) throws Exception {
    Path file = Path.of(arguments[2]);
    Connection client = Nats.connect(Objects.requireNonNull(System.getenv("INTEROP_URL")));
    try {
      if (arguments[0].equals("write")) {
        write(client, arguments[1], file);
      } else {
        dump(client.keyValue(arguments[1]), file);
      }
    } finally {
      client.close();
    }
  }

  private static void write(Connection client, String bucket, Path file) throws Exception {
    client
        .keyValueManagement()
        .create(KeyValueConfiguration.builder(bucket).maxHistoryPerKey(10).build());
    KeyValue kv = client.keyValue(bucket);
    Map<String, Long> last = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t", -1);
      String key = fields[1];
      byte[] value = Base64.getDecoder().decode(fields.length > 2 ? fields[2] : "");
      switch (fields[0]) {
        case "put" -> last.put(key, kv.put(key, value));
        case "create" -> last.put(key, kv.create(key, value));
        case "update" ->
            last.put(key, kv.update(key, value, Objects.requireNonNull(last.get(key))));
        case "delete" -> kv.delete(key);
        case "purge" -> kv.purge(key);
        default -> throw new IllegalArgumentException("no operation '" + fields[0] + "'");
      }
    }
  }

  private static void dump(KeyValue kv, Path file) throws Exception {
    var rows = new ArrayList<String>();
    var ended = new CountDownLatch(1);
    kv.watchAll(
        new KeyValueWatcher() {
          @Override
          public void watch(KeyValueEntry entry) {
            rows.add(row("history", entry));
          }

          @Override
          public void endOfData() {
            ended.countDown();
          }
        },
        KeyValueWatchOption.INCLUDE_HISTORY);
    if (!ended.await(30, TimeUnit.SECONDS)) { // A few entries, which take milliseconds.
      throw new IllegalStateException("the watch does not end its beginning");
    }
    for (String key : kv.keys().stream().sorted().toList()) {
      rows.add(row("get", Objects.requireNonNull(kv.get(key))));
    }
    Files.write(file, rows);
  }

  private static String row(String kind, KeyValueEntry entry) {
    Instant created = entry.getCreated().toInstant();
    byte[] value = Objects.requireNonNullElse(entry.getValue(), new byte[0]);
    return String.join(
        "\t",
        kind,
        Long.toString(entry.getRevision()),
        entry.getKey(),
        operation(entry.getOperation()),
        Long.toString(created.toEpochMilli()),
        Long.toString(ChronoUnit.NANOS.between(Instant.EPOCH, created)),
        Base64.getEncoder().encodeToString(value));
  }

  private static String operation(KeyValueOperation operation) {
    return operation == KeyValueOperation.DELETE ? "DEL" : operation.name();
  }
}
