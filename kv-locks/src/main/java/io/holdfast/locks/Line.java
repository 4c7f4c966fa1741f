package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import org.jspecify.annotations.Nullable;

/**
 * A lock and its queue as they stand for one ticket. Immutable.
 *
 * @param lock its entry; null: it is free
 * @param mine the ticket; null: it has gone
 * @param before the ticket before it, or the last one where it has gone; null: there is none
 * @param revision at which this was found
 */
record Line(@Nullable Entry lock, @Nullable Entry mine, @Nullable Entry before, long revision) {
  /** Reads the live entries of a lock and its tickets, which come in revision order. */
  static Line of(Listing<Entry> listing, LockKeys keys, String ticket) {
    Entry lock = null;
    Entry mine = null;
    Entry before = null;
    for (var entry : listing.items()) {
      if (entry.key().equals(keys.lock())) {
        lock = entry;
      } else if (entry.key().equals(ticket)) {
        mine = entry;
      } else if (mine == null) {
        before = entry;
      }
    }
    return new Line(lock, mine, before, listing.revision());
  }
}
