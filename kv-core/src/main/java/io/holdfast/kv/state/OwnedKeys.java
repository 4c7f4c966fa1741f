package io.holdfast.kv.state;

import io.holdfast.kv.LeaseRef;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which live keys each lease instance owns, and which instances have ended in the command under
 * way.
 */
final class OwnedKeys {
  private final Map<LeaseRef, TreeSet<String>> byLease = new HashMap<>();
  private final ArrayDeque<LeaseRef> ended = new ArrayDeque<>();

  void add(LeaseRef owner, String key) {
    byLease.computeIfAbsent(owner, unseen -> new TreeSet<>()).add(key);
  }

  void remove(LeaseRef owner, String key) {
    TreeSet<String> keys = byLease.get(owner);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      byLease.remove(owner);
    }
  }

  /** Notes that an instance is dead: what it owns, now or until the command ends, is to go. */
  void noteEnded(LeaseRef lease) {
    ended.add(lease);
  }

  /** The instance that ended first and still owns something; null when all is done. */
  @Nullable LeaseRef nextEnded() {
    LeaseRef next = ended.poll();
    while (next != null && !byLease.containsKey(next)) {
      next = ended.poll();
    }
    return next;
  }

  /** Takes the keys of {@code owner}, in key order. */
  SortedSet<String> take(LeaseRef owner) {
    TreeSet<String> keys = byLease.remove(owner);
    return keys == null ? new TreeSet<>() : keys;
  }
}
