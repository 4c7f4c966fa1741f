package io.holdfast.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nats.client.KeyValue;
import io.nats.client.api.KeyResult;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValuePurgeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys and values of every kind, the lists of them, their history, and what cleans up. */
@Tag("W134")
class KeysTest extends JnatsTest {
  @Test
  void shouldListKeysThatHaveAValue() throws Exception {
    KeyValue kv = bucket(3);
    assertEquals(List.of(), kv.keys());
    for (String key : List.of("a", "b.c", "b.d", "e.f.g", "x")) {
      kv.put(key, "1");
      kv.put(key, "2");
    }
    kv.delete("a");
    kv.purge("x");

    assertEquals(Set.of("b.c", "b.d", "e.f.g"), exactly(kv.keys()));
    assertEquals(Set.of("b.c", "b.d"), exactly(kv.keys("b.*")));
    assertEquals(Set.of("e.f.g"), exactly(kv.keys("e.>")));
    assertEquals(Set.of("b.c"), exactly(kv.keys("b.c")));
    assertEquals(Set.of(), exactly(kv.keys("none.*")));
    assertEquals(Set.of("b.c", "b.d", "e.f.g"), consumed(kv.consumeKeys()));
    assertEquals(Set.of("b.c", "b.d"), consumed(kv.consumeKeys("b.*")));
  }

  @Test
  void shouldListKeysOfSeveralFilters() throws Exception {
    needsVersion(10, "several filters");
    KeyValue kv = bucket();
    for (String key : List.of("a.x", "a.y", "b", "c")) {
      kv.put(key, "v");
    }
    assertEquals(Set.of("a.x", "a.y", "c"), exactly(kv.keys(List.of("a.*", "c", "none"))));
    assertEquals(Set.of("b", "c"), consumed(kv.consumeKeys(List.of("b", "c"))));
  }

  @Test
  void shouldListManyKeysWhileOthersWrite() throws Exception {
    KeyValue kv = bucket();
    var untouched = new HashSet<String>();
    for (int i = 0; i < 600; i++) {
      kv.put("k." + i, i);
      if (i >= 10) {
        untouched.add("k." + i);
      }
    }
    var writing = new AtomicBoolean(true);
    var writer =
        new Thread(
            () -> {
              for (int i = 0; writing.get(); i++) {
                try {
                  kv.put("k." + i % 10, i);
                } catch (Exception e) {
                  throw new IllegalStateException("put " + i, e);
                }
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 3; round++) {
        // One that is overwritten meanwhile may be missed by the client, which counts messages.
        Set<String> missed = new HashSet<>(untouched);
        missed.removeAll(kv.keys());
        assertEquals(Set.of(), missed);
      }
    } finally {
      writing.set(false);
      writer.join();
    }
  }

  @Test
  void shouldKeepTheHistoryOfAKey() throws Exception {
    KeyValue kv = bucket(3);
    for (int i = 1; i <= 5; i++) {
      kv.put("a", i);
      kv.put("b", i);
    }
    kv.delete("b");

    assertEquals(List.of("a=3", "a=4", "a=5"), lines(kv.history("a")));
    assertEquals(List.of("b=4", "b=5", "b DELETE"), lines(kv.history("b")));
    assertEquals(List.of(), kv.history("none"));
    List<Long> revisions = kv.history("a").stream().map(KeyValueEntry::getRevision).toList();
    assertEquals(List.of(5L, 7L, 9L), revisions);
    for (KeyValueEntry entry : kv.history("a")) {
      assertEquals(
          entry.getCreated().toInstant(),
          kv.get("a", entry.getRevision()).getCreated().toInstant());
    }
  }

  @Test
  void shouldKeepAsMuchHistoryAsThereMayBe() throws Exception {
    KeyValue kv = bucket(64);
    for (int i = 0; i < 70; i++) {
      kv.put("k", i);
    }
    assertEquals(64, kv.history("k").size());
    assertThrows(IllegalArgumentException.class, () -> configuration().maxHistoryPerKey(65));
  }

  @Test
  void shouldPurgeDeletedKeysButKeepYoungMarkers() throws Exception {
    KeyValue kv = bucket(5);
    for (String key : List.of("a", "b", "c")) {
      kv.put(key, "1");
      kv.put(key, "2");
    }
    kv.delete("a");
    kv.purge("b");

    kv.purgeDeletes(KeyValuePurgeOptions.builder().deleteMarkersThreshold(60_000).build());
    assertEquals(List.of("a DELETE"), lines(kv.history("a")));
    assertEquals(List.of("b PURGE"), lines(kv.history("b")));

    kv.purgeDeletes(KeyValuePurgeOptions.builder().deleteMarkersNoThreshold().build());
    assertEquals(List.of(), kv.history("a"));
    assertEquals(List.of(), kv.history("b"));
    assertEquals(2, kv.getStatus().getEntryCount());
    assertEquals(9, kv.put("a", "anew"));
  }

  @Test
  void shouldTakeEveryLegalKey() throws Exception {
    KeyValue kv = bucket();
    List<String> keys =
        List.of("a.b.c", "A-Z_0", "x/y", "k=v", "=.=", "/", "_", "-", "9", "k".repeat(500));
    for (String key : keys) {
      kv.put(key, key);
    }
    for (String key : keys) {
      assertEquals(key, value(kv, key));
    }
    assertEquals(Set.copyOf(keys), exactly(kv.keys()));
  }

  @Test
  void shouldTellAnEmptyValueFromNone() throws Exception {
    KeyValue kv = bucket(2);
    kv.put("k", bytes(""));

    KeyValueEntry entry = kv.get("k");
    assertNotNull(entry);
    assertEquals(KeyValueOperation.PUT, entry.getOperation());
    assertEquals(0, entry.getDataLen());
    assertEquals(List.of("k"), kv.keys());
    assertEquals(List.of("k="), lines(kv.history("k")));
  }

  @Test
  void shouldTakeAValueAsLargeAsTheServerAllowsAndNoLarger() throws Exception {
    KeyValue kv = bucket();
    byte[] value = new byte[(int) client.getMaxPayload()];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 31);
    }
    kv.put("k", value);

    assertArrayEquals(value, kv.get("k").getValue());
    assertThrows(IllegalArgumentException.class, () -> kv.put("k", new byte[value.length + 1]));
  }

  @Test
  void shouldKeepToTheLimitsOfABucket() throws Exception {
    KeyValue small = bucket(settings -> settings.maximumValueSize(10));
    small.put("k", "0123456789");
    assertRefused(10054, () -> small.put("k", "0123456789a"));

    KeyValue full = bucket(settings -> settings.maxBucketSize(1500));
    full.put("a", "x".repeat(1000));
    assertRefused(10077, () -> full.put("b", "x".repeat(1000)));
    full.put("a", "y".repeat(1000));
    assertNull(full.get("b"));
  }

  @Test
  void shouldTellWhenAnEntryWasMade() throws Exception {
    KeyValue kv = bucket();
    kv.put("a", "1");
    kv.put("b", "1");
    Duration between = Duration.between(kv.get("a").getCreated(), kv.get("b").getCreated());
    assertNull(between.isNegative() ? between : null);
  }

  private static String value(KeyValue kv, String key) throws Exception {
    return kv.get(key).getValueAsString();
  }

  private static Set<String> exactly(List<String> keys) {
    var set = Set.copyOf(keys);
    assertEquals(set.size(), keys.size(), () -> "doubled in " + keys);
    return set;
  }

  private static Set<String> consumed(LinkedBlockingQueue<KeyResult> results) throws Exception {
    var keys = new ArrayList<String>();
    while (true) {
      KeyResult result = results.poll(10, TimeUnit.SECONDS);
      assertNotNull(result, () -> "neither a key nor the end after " + keys);
      if (result.isDone()) {
        return exactly(keys);
      }
      keys.add(result.getKey());
    }
  }
}
