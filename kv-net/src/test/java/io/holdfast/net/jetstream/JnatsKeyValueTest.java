package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.command.Command;
import io.holdfast.net.server.ServedStore;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.MessageTtl;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValuePurgeOptions;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The key/value API of the unmodified official Java client, against a served in-memory store. */
@Timeout(60)
class JnatsKeyValueTest {
  private ServedStore served;
  private Connection client;
  private KeyValueManagement buckets;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    client = served.connect();
    buckets = client.keyValueManagement();
  }

  @AfterEach
  void stop() throws Exception {
    served.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private KeyValue bucket(String name, int history) throws Exception {
    buckets.create(KeyValueConfiguration.builder(name).maxHistoryPerKey(history).build());
    return client.keyValue(name);
  }

  @Test
  @Tag("W45")
  void shouldCreateABucketAndReportItAsAsked() throws Exception {
    KeyValueStatus status =
        buckets.create(
            KeyValueConfiguration.builder("JJ")
                .description("d")
                .maxHistoryPerKey(3)
                .ttl(Duration.ofMinutes(10))
                .maxBucketSize(1_000_000)
                .maximumValueSize(1000)
                .storageType(StorageType.Memory)
                .compression(true)
                .metadata(Map.of("x", "y"))
                .limitMarker(Duration.ofSeconds(5))
                .build());

    assertEquals("JJ", status.getBucketName());
    assertEquals("d", status.getDescription());
    assertEquals(3, status.getMaxHistoryPerKey());
    assertEquals(Duration.ofMinutes(10), status.getTtl());
    assertEquals(1_000_000, status.getMaxBucketSize());
    assertEquals(1000, status.getMaximumValueSize());
    assertEquals(StorageType.Memory, status.getStorageType());
    assertTrue(status.isCompressed());
    assertEquals(Map.of("x", "y"), status.getMetadata());
    assertEquals(Duration.ofSeconds(5), status.getLimitMarkerTtl());
    assertEquals(0, status.getEntryCount());
  }

  @Test
  @Tag("W46")
  @Tag("W48")
  void shouldAcceptTheSameBucketAgainAndRefuseAnotherHistory() throws Exception {
    KeyValueConfiguration one = KeyValueConfiguration.builder("B").build();
    buckets.create(one);

    buckets.create(one);
    var refused =
        assertThrows(
            JetStreamApiException.class,
            () -> buckets.create(KeyValueConfiguration.builder("B").maxHistoryPerKey(2).build()));
    assertEquals(10058, refused.getApiErrorCode());
  }

  @Test
  @Tag("W58")
  @Tag("W61")
  @Tag("W62")
  void shouldUpdateListAndDeleteBuckets() throws Exception {
    KeyValue kv = bucket("B", 5);
    bucket("A", 1);
    for (int i = 0; i < 5; i++) {
      kv.put("k", "v" + i);
    }

    KeyValueStatus updated =
        buckets.update(
            KeyValueConfiguration.builder("B").maxHistoryPerKey(2).description("less").build());

    assertEquals(2, updated.getMaxHistoryPerKey());
    assertEquals("less", updated.getDescription());
    assertEquals(2, kv.history("k").size());
    assertEquals(List.of("A", "B"), buckets.getBucketNames());
    assertEquals(2, buckets.getStatuses().size());
    buckets.delete("A");
    assertEquals(List.of("B"), buckets.getBucketNames());
    assertThrows(JetStreamApiException.class, () -> buckets.getStatus("A"));
    assertThrows(IOException.class, () -> client.keyValue("A"));
  }

  @Test
  @Tag("W70")
  @Tag("W74")
  @Tag("W82")
  void shouldPutGetAndCountRevisions() throws Exception {
    KeyValue kv = bucket("B", 3);

    assertEquals(1, kv.put("a.b", "one"));
    assertEquals(2, kv.put("a.b", "two"));
    assertEquals(3, kv.put("other", new byte[0]));

    KeyValueEntry entry = kv.get("a.b");
    assertEquals("two", entry.getValueAsString());
    assertEquals(2, entry.getRevision());
    assertEquals(KeyValueOperation.PUT, entry.getOperation());
    assertEquals("one", kv.get("a.b", 1).getValueAsString());
    assertNull(kv.get("a.b", 3));
    assertNull(kv.get("missing"));
    assertNotNull(kv.get("other"));
    assertEquals(3, kv.getStatus().getEntryCount());
  }

  @Test
  @Tag("W84")
  @Tag("W85")
  @Tag("W86")
  @Tag("W91")
  void shouldCreateUpdateDeleteAndPurge() throws Exception {
    KeyValue kv = bucket("B", 5);

    assertEquals(1, kv.create("k", bytes("one")));
    var exists = assertThrows(JetStreamApiException.class, () -> kv.create("k", bytes("x")));
    assertEquals(10071, exists.getApiErrorCode());
    assertEquals(2, kv.update("k", "two", 1));
    var wrong = assertThrows(JetStreamApiException.class, () -> kv.update("k", "x", 1));
    assertEquals(10071, wrong.getApiErrorCode());
    assertThrows(JetStreamApiException.class, () -> kv.delete("k", 1));
    kv.delete("k", 2);
    assertNull(kv.get("k"));
    assertEquals(3, kv.history("k").size());
    assertEquals(4, kv.create("k", bytes("again")));
    kv.purge("k", 4);
    assertEquals(1, kv.history("k").size());
    assertEquals(KeyValueOperation.PURGE, kv.history("k").get(0).getOperation());
    assertEquals(6, kv.create("k", bytes("over a purge")));
  }

  @Test
  @Tag("W90")
  @Tag("W116")
  @Tag("W119")
  @Tag("W129")
  void shouldListKeysAndHistory() throws Exception {
    KeyValue kv = bucket("B", 2);
    for (int i = 0; i < 300; i++) {
      kv.put("k." + i % 100, "v" + i);
    }
    kv.delete("k.7");

    Set<String> keys = new HashSet<>(kv.keys());
    assertEquals(99, keys.size());
    assertFalse(keys.contains("k.7"));
    assertEquals(List.of("k.8"), kv.keys("k.8"));
    assertEquals(2, new HashSet<>(kv.keys(List.of("k.1", "k.2"))).size());
    List<KeyValueEntry> history = kv.history("k.9");
    assertEquals(
        List.of("v109", "v209"), history.stream().map(KeyValueEntry::getValueAsString).toList());
    assertEquals(1, history.get(0).getDelta());
    assertEquals(0, history.get(1).getDelta());
  }

  @Test
  @Tag("W120")
  void shouldListNothingInAnEmptyBucket() throws Exception {
    KeyValue kv = bucket("B", 1);

    assertEquals(List.of(), kv.keys());
    assertEquals(List.of(), kv.history("k"));
  }

  @Test
  @Tag("W64")
  void shouldPurgeDeletes() throws Exception {
    KeyValue kv = bucket("B", 3);
    kv.put("gone", "1");
    kv.put("gone", "2");
    kv.put("kept", "3");
    kv.delete("gone");

    kv.purgeDeletes(KeyValuePurgeOptions.builder().deleteMarkersNoThreshold().build());

    assertEquals(List.of(), kv.history("gone"));
    assertEquals(1, kv.history("kept").size());
    assertEquals(5, kv.create("gone", bytes("new")));
  }

  @Test
  @Tag("W88")
  void shouldLetExactlyOneOfManyConcurrentCreatesWin() throws Exception {
    bucket("B", 1);
    var winners = new AtomicInteger();
    var losers = new AtomicInteger();
    var start = new CountDownLatch(1);
    var threads = Executors.newFixedThreadPool(10);
    List<Future<?>> all = new ArrayList<>();
    List<KeyValue> handles = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      handles.add(served.connect().keyValue("B"));
    }
    for (int i = 0; i < 100; i++) {
      KeyValue kv = handles.get(i % handles.size());
      int value = i;
      all.add(
          threads.submit(
              () -> {
                start.await();
                try {
                  kv.create("k", bytes("v" + value));
                  winners.incrementAndGet();
                } catch (JetStreamApiException e) {
                  assertEquals(10071, e.getApiErrorCode());
                  losers.incrementAndGet();
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();

    assertEquals(1, winners.get());
    assertEquals(99, losers.get());
  }

  @Test
  @Tag("W93")
  void shouldRefuseTooLargeValuesAndFullBuckets() throws Exception {
    buckets.create(KeyValueConfiguration.builder("V").maximumValueSize(10).build());
    buckets.create(KeyValueConfiguration.builder("F").maxBucketSize(1000).build());

    var large =
        assertThrows(
            JetStreamApiException.class, () -> client.keyValue("V").put("k", "12345678901"));
    assertEquals(10054, large.getApiErrorCode());
    KeyValue full = client.keyValue("F");
    full.put("a", new byte[600]);
    var refused = assertThrows(JetStreamApiException.class, () -> full.put("b", new byte[600]));
    assertEquals(10077, refused.getApiErrorCode());
  }

  @Test
  @Tag("W101")
  @Tag("W103")
  void shouldExpireAKeyByItsTimeToLiveAndLeaveAMarker() throws Exception {
    buckets.create(KeyValueConfiguration.builder("T").limitMarker(Duration.ofSeconds(30)).build());
    KeyValue kv = client.keyValue("T");
    var seen = new RecordingWatcher();
    kv.watchAll(seen);
    seen.awaitEndOfData();

    kv.create("k", bytes("v"), MessageTtl.seconds(1));
    KeyValueEntry put = seen.next();
    KeyValueEntry marker = seen.next();

    assertEquals(KeyValueOperation.PUT, put.getOperation());
    assertEquals("k", marker.getKey());
    assertEquals(KeyValueOperation.PURGE, marker.getOperation());
    assertNull(kv.get("k"));
    assertEquals(3, kv.create("k", bytes("again")));
  }

  @Test
  @Tag("W106")
  void shouldExpireByTheBucketsAge() throws Exception {
    buckets.create(KeyValueConfiguration.builder("A").ttl(Duration.ofSeconds(1)).build());
    KeyValue kv = client.keyValue("A");
    kv.put("k", "v");

    RecordingWatcher.await(() -> kv.get("k") == null && kv.getStatus().getEntryCount() == 0);
  }

  @Test
  void shouldReportAFullStoreByTheCodeForInsufficientStorage() throws Exception {
    KeyValue store = bucket("FULL", 1);
    // Large enough to make room for another key: its purge marker stays.
    store.put("a", bytes("1".repeat(1_000)));
    long used = served.store().view().usage().bytes();
    served.store().submit(new Command.SetQuota(used)).get();

    var put = assertThrows(JetStreamApiException.class, () -> store.put("b", bytes("1")));
    var create = assertThrows(JetStreamApiException.class, () -> bucket("MORE", 1));

    assertEquals(10047, put.getApiErrorCode());
    assertEquals(500, put.getErrorCode());
    assertEquals(10047, create.getApiErrorCode());
    var limits = client.jetStreamManagement().getAccountStatistics();
    assertEquals(used, limits.getLimits().getMaxStorage());
    assertEquals(used, limits.getStorage());
    store.purge("a");
    store.put("b", bytes(""));
  }
}
