package io.holdfast.kv.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.kv.StoredEntry;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTreeTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldFindWhatASortedMapFinds(long seed) {
    var random = new Random(seed);
    var tree = new RevisionTree();
    var map = new TreeMap<Long, StoredEntry>();
    long revision = seed % 2 == 0 ? 0 : 1L << random.nextInt(40);
    for (int i = 0; i < 20_000; i++) {
      revision += random.nextInt(50) == 0 ? random.nextInt(10_000) + 1 : 1;
      StoredEntry stored = stored(revision);
      tree.put(stored);
      map.put(revision, stored);
      while (map.size() > 500) {
        long victim =
            random.nextInt(4) > 0
                ? map.firstKey()
                : Objects.requireNonNullElse(
                    map.floorKey(revision - random.nextInt(500)), map.firstKey());
        tree.remove(victim);
        map.remove(victim);
      }
      long from = Math.max(1, revision - random.nextInt(800));
      assertEquals(at(map.ceilingEntry(from), revision), tree.walk().next(from, revision));
      assertEquals(map.get(from), tree.get(from));
    }
    assertEquals(List.copyOf(map.values()), List.copyOf(tree.capture(map.size())));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepEveryCaptureAsItWasTaken(long seed) {
    var random = new Random(seed);
    var tree = new RevisionTree();
    var map = new TreeMap<Long, StoredEntry>();
    var captures = new IdentityHashMap<Collection<StoredEntry>, List<StoredEntry>>();
    var walk = tree.walk();
    long revision = 0;
    for (int i = 0; i < 20_000; i++) {
      revision += random.nextInt(100) == 0 ? random.nextInt(1_000) + 1 : 1;
      StoredEntry stored = stored(revision);
      tree.put(stored);
      map.put(revision, stored);
      while (map.size() > 300) {
        long victim =
            Objects.requireNonNullElse(
                map.floorKey(revision - random.nextInt(600)), map.firstKey());
        tree.remove(victim);
        map.remove(victim);
      }
      if (random.nextInt(400) == 0) {
        captures.put(tree.capture(map.size()), List.copyOf(map.values()));
      }
      long from = Math.max(1, revision - random.nextInt(70));
      assertEquals(at(map.ceilingEntry(from), revision), walk.next(from, revision));
    }
    assertEquals(List.copyOf(map.values()), List.copyOf(tree.capture(map.size())));
    captures.forEach((captured, then) -> assertEquals(then, List.copyOf(captured)));
  }

  /** What an old leaf lacks is found although a walk still stands in it. */
  @Test
  void shouldFindWhatIsWrittenAfterACaptureFromWhereAWalkStands() {
    var tree = new RevisionTree();
    tree.put(stored(1));
    var walk = tree.walk();
    assertEquals(1, Objects.requireNonNull(walk.next(1, 1)).revision());

    tree.capture(1);
    tree.put(stored(2));

    assertEquals(2, Objects.requireNonNull(walk.next(2, 2)).revision());
  }

  @Test
  void shouldWalkInOrder() {
    var tree = new RevisionTree();
    for (long revision = 1; revision <= 1000; revision += 7) {
      tree.put(stored(revision));
    }
    var walk = tree.walk();
    for (long revision = 1; revision <= 1000; revision += 7) {
      StoredEntry next = walk.next(revision, 1000);
      assertEquals(revision, next == null ? 0 : next.revision());
    }
    assertNull(walk.next(996, 1000));
  }

  @Test
  void shouldGoOnAfterItWasEmptied() {
    var tree = new RevisionTree();
    tree.put(stored(1));
    tree.remove(1);
    tree.put(stored(5_000));
    tree.remove(5_000);
    assertNull(tree.walk().next(1, Long.MAX_VALUE));
    tree.put(stored(5_001));
    assertEquals(5_001, Objects.requireNonNull(tree.walk().next(1, Long.MAX_VALUE)).revision());
  }

  private static @Nullable StoredEntry at(Map.@Nullable Entry<Long, StoredEntry> found, long last) {
    return found == null || found.getKey() > last ? null : found.getValue();
  }

  private static StoredEntry stored(long revision) {
    return Stored.entry("key", revision);
  }
}
