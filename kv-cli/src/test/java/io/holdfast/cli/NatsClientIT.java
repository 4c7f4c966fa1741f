package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.api.StorageType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An unmodified jnats {@code KeyValue} client against a real, durable server process. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NatsClientIT {
  private static final int WRONG_LAST_SEQUENCE = 10071;

  @TempDir static Path directory;
  private static ServerProcess server;
  private static Connection connection;
  private static KeyValueManagement management;

  @BeforeAll
  static void connect() throws Exception {
    server = ServerProcess.start(directory.resolve("data"), 0);
    connection = Nats.connect(server.url());
    management = connection.keyValueManagement();
  }

  @AfterAll
  static void disconnect() throws Exception {
    connection.close();
    server.close();
  }

  @Test
  void shouldManageBuckets() throws Exception {
    var config =
        KeyValueConfiguration.builder()
            .name("managed")
            .description("for the test")
            .maxHistoryPerKey(3)
            .ttl(Duration.ofMinutes(10))
            .storageType(StorageType.File)
            .build();
    KeyValueStatus created = management.create(config);
    assertEquals("managed", created.getBucketName());
    assertEquals(3, created.getMaxHistoryPerKey());
    assertEquals("for the test", created.getDescription());
    assertEquals(Duration.ofMinutes(10), created.getTtl());
    assertEquals(0, management.create(config).getEntryCount());

    assertTrue(management.getBucketNames().contains("managed"));
    assertTrue(
        management.getStatuses().stream().anyMatch(s -> s.getBucketName().equals("managed")));
    assertEquals(
        5,
        management
            .update(KeyValueConfiguration.builder(config).maxHistoryPerKey(5).build())
            .getMaxHistoryPerKey());

    management.delete("managed");
    assertFalse(management.getBucketNames().contains("managed"));
    assertThrows(JetStreamApiException.class, () -> management.getStatus("managed"));
  }

  @Test
  void shouldPutGetCreateUpdateDeleteAndPurge() throws Exception {
    KeyValue kv = bucket("basics", 5);
    long first = kv.put("a.b", bytes("1"));
    assertEquals(1, first);
    KeyValueEntry entry = kv.get("a.b");
    assertArrayEquals(bytes("1"), entry.getValue());
    assertEquals(first, entry.getRevision());
    assertEquals(KeyValueOperation.PUT, entry.getOperation());
    assertNull(kv.get("missing"));

    long second = kv.update("a.b", bytes("2"), first);
    assertArrayEquals(bytes("1"), kv.get("a.b", first).getValue());
    assertCode(WRONG_LAST_SEQUENCE, () -> kv.update("a.b", bytes("x"), first));
    assertCode(WRONG_LAST_SEQUENCE, () -> kv.create("a.b", bytes("x")));

    assertCode(WRONG_LAST_SEQUENCE, () -> kv.delete("a.b", first));
    kv.delete("a.b", second);
    assertNull(kv.get("a.b"));
    long again = kv.create("a.b", bytes("3"));
    assertArrayEquals(bytes("3"), kv.get("a.b").getValue());
    kv.purge("a.b", again);
    assertNull(kv.get("a.b"));
    assertEquals(1, kv.history("a.b").size());
    kv.create("a.b", bytes("4"));
  }

  @Test
  void shouldListKeysAndHistory() throws Exception {
    KeyValue kv = bucket("lists", 3);
    for (String key : List.of("x.1", "x.2", "y")) {
      kv.put(key, bytes("old " + key));
      kv.put(key, bytes("new " + key));
    }
    kv.delete("y");

    assertEquals(List.of("x.1", "x.2"), kv.keys().stream().sorted().toList());
    assertEquals(List.of("x.2"), kv.keys("x.2"));
    List<KeyValueEntry> history = kv.history("y");
    assertEquals(
        List.of(KeyValueOperation.PUT, KeyValueOperation.PUT, KeyValueOperation.DELETE),
        history.stream().map(KeyValueEntry::getOperation).toList());
    assertTrue(bucket("empty", 1).keys().isEmpty());
  }

  @Test
  void shouldWatchTheNewestEntriesThenEveryChange() throws Exception {
    KeyValue kv = bucket("watched", 5);
    kv.put("k.1", bytes("1"));
    kv.put("k.2", bytes("2"));
    var seen = new Recorder();
    var all = kv.watchAll(seen);
    try {
      assertEquals("k.1=1", seen.next());
      assertEquals("k.2=2", seen.next());
      assertEquals("end of data", seen.next());
      kv.put("k.1", bytes("3"));
      kv.delete("k.2");
      assertEquals("k.1=3", seen.next());
      assertEquals("k.2 DELETE", seen.next());
    } finally {
      all.unsubscribe();
    }
  }

  @Test
  void shouldPurgeDeletedKeys() throws Exception {
    KeyValue kv = bucket("tidied", 5);
    kv.put("k", bytes("v"));
    kv.delete("k");
    kv.purgeDeletes(
        io.nats.client.api.KeyValuePurgeOptions.builder().deleteMarkersNoThreshold().build());

    assertTrue(kv.history("k").isEmpty());
  }

  private static KeyValue bucket(String name, int history) throws Exception {
    management.create(KeyValueConfiguration.builder().name(name).maxHistoryPerKey(history).build());
    return connection.keyValue(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertCode(int code, org.junit.jupiter.api.function.Executable call) {
    assertEquals(code, assertThrows(JetStreamApiException.class, call).getApiErrorCode());
  }

  /** Writes down what a watcher hears. */
  private static final class Recorder implements KeyValueWatcher {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<String> all = new ArrayList<>();

    @Override
    public void watch(KeyValueEntry entry) {
      boolean value = entry.getOperation() == KeyValueOperation.PUT;
      heard.add(
          entry.getKey() + (value ? "=" + entry.getValueAsString() : " " + entry.getOperation()));
    }

    @Override
    public void endOfData() {
      heard.add("end of data");
    }

    String next() throws InterruptedException {
      String line = heard.poll(10, TimeUnit.SECONDS);
      all.add(String.valueOf(line));
      assertTrue(line != null, "nothing more heard after " + all);
      return line;
    }
  }
}
