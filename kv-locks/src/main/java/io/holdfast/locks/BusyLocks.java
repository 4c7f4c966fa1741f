package io.holdfast.locks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The locks that somebody else held or waited for when this client last heard of them: a hint that
 * spares a vain try to take a lock at once. What follows from it carries a condition, so that an
 * outdated hint costs a refusal and nothing else.
 *
 * <p>Bounded to {@value #MAX_LOCKS} locks, of which the least recently used goes first. Confined to
 * the session's mailbox.
 */
final class BusyLocks {
  private static final int MAX_LOCKS = 1024;

  private final Map<String, Boolean> busy =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_LOCKS;
        }
      };

  boolean contains(LockKeys keys) {
    return busy.get(keys.lock()) != null;
  }

  void add(LockKeys keys) {
    busy.put(keys.lock(), true);
  }

  void remove(LockKeys keys) {
    busy.remove(keys.lock());
  }
}
