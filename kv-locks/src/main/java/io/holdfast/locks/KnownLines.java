package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which lock, as far as this client has seen: a hint that spares a look before a
 * hand-over and a vain try to take a lock at once. Every transaction that follows from it carries a
 * condition, so that an outdated hint costs a refusal and nothing else.
 *
 * <p>Bounded to {@value #MAX_LOCKS} locks, of which the least recently used goes first, and {@value
 * #MAX_TICKETS} tickets of each. Confined to the session's mailbox.
 */
final class KnownLines {
  private static final int MAX_LOCKS = 1024;
  private static final int MAX_TICKETS = 64;

  private final Map<String, Line> lines =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Line> eldest) {
          return size() > MAX_LOCKS;
        }
      };

  /** Tickets by revision, as of a revision of the bucket. */
  private record Line(long incarnation, long revision, TreeMap<Long, Entry> tickets) {}

  /** The first in line; null when nobody is known to wait. */
  @Nullable Entry first(LockKeys keys) {
    var line = lines.get(keys.lock());
    return line == null || line.tickets.isEmpty() ? null : line.tickets.firstEntry().getValue();
  }

  /** Takes a listing of the lock and its tickets for what is known, unless it is older. */
  void seen(LockKeys keys, Listing<Entry> listing) {
    var tickets = new TreeMap<Long, Entry>();
    long incarnation = 0;
    for (var entry : listing.items()) {
      incarnation = entry.bucket().incarnation();
      if (!entry.key().equals(keys.lock()) && tickets.size() < MAX_TICKETS) {
        tickets.put(entry.revision(), entry);
      }
    }
    var known = lines.get(keys.lock());
    boolean older =
        known != null && known.incarnation == incarnation && known.revision > listing.revision();
    if (tickets.isEmpty()) {
      lines.remove(keys.lock());
    } else if (!older) {
      lines.put(keys.lock(), new Line(incarnation, listing.revision(), tickets));
    }
  }

  /** The ticket of {@code revision} was granted the lock: no ticket up to it waits any more. */
  void passed(LockKeys keys, long revision) {
    var line = lines.get(keys.lock());
    if (line != null) {
      line.tickets.headMap(revision, true).clear();
    }
  }
}
