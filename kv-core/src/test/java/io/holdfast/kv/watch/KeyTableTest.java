package io.holdfast.kv.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.StoredEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTableTest {
  private final KeyTable table = new KeyTable();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldKeepWhatAHashMapKeeps(long seed) {
    var random = new Random(seed);
    var map = new HashMap<String, StoredEntry>();
    for (int i = 1; i <= 200_000; i++) {
      // Grows for a while, then shrinks, and so on.
      boolean growing = i / 40_000 % 2 == 0;
      String key = "key." + random.nextInt(30_000);
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        StoredEntry stored = Stored.entry(key, i);
        table.put(new KeyTrace(stored));
        map.put(key, stored);
      } else {
        table.remove(key);
        map.remove(key);
      }
      assertSame(map.get(key), table.newest(key));
    }
    map.forEach((key, stored) -> assertSame(stored, table.newest(key)));
    assertEquals(map.keySet(), keys());
  }

  @Test
  void shouldKeepNothingOfOthers() {
    for (int i = 0; i < 5_000; i++) {
      table.put(new KeyTrace(Stored.entry("a" + i, i + 1)));
    }
    for (int i = 0; i < 5_000; i++) {
      assertNull(table.get("b" + i));
      table.remove("b" + i);
    }
    assertEquals(5_000, keys().size());
  }

  @Test
  void shouldFindKeysThatHaveTheirHashInCommon() {
    int keys = 1 << 14;
    assertEquals("Aa".hashCode(), "BB".hashCode());
    for (int i = 0; i < keys; i++) {
      table.put(new KeyTrace(Stored.entry(colliding(i), i + 1)));
      table.put(new KeyTrace(Stored.entry("other" + i, i + 1)));
    }
    for (int i = 0; i < keys; i++) {
      assertEquals(i + 1, Objects.requireNonNull(table.newest(colliding(i))).revision());
      assertEquals(i + 1, Objects.requireNonNull(table.newest("other" + i)).revision());
    }
    assertTrue(table.places() <= 1 << 12, () -> table.places() + " places in the directory");
    for (int i = 0; i < keys; i++) {
      table.remove(colliding(i));
    }
    assertNull(table.get(colliding(0)));
    assertEquals(keys, keys().size());
  }

  /** One of 16,384 keys with the same hash code. */
  private static String colliding(int number) {
    var key = new StringBuilder();
    for (int bit = 0; bit < 14; bit++) {
      key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return key.toString();
  }

  private Set<String> keys() {
    var keys = new HashSet<String>();
    table.forEach(trace -> assertTrue(keys.add(trace.key()), trace::key));
    return keys;
  }
}
