package io.holdfast.kv.state;

import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.watch.EntryTable;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a bucket live only as long as another one does. The life of a key, from a first
 * value to its end, is a lease instance, and may own keys; what it owns is to go when it ends. The
 * table is told of each change first: its newest entries say which lives go on.
 */
final class Ownership {
  private final EntryTable table;
  private final OwnedKeys owned = new OwnedKeys();

  Ownership(EntryTable table) {
    this.table = table;
  }

  boolean isAlive(LeaseRef lease) {
    StoredEntry newest = table.newest(lease.key());
    return newest != null && newest.isLive() && newest.birth() == lease.revision();
  }

  /** An entry came with a snapshot. */
  void restored(StoredEntry stored) {
    LeaseRef owner = stored.owner().orElse(null);
    StoredEntry newest = owner == null ? null : table.newest(stored.key());
    if (owner != null && newest != null && newest.revision() == stored.revision()) {
      owned.add(owner, stored.key());
    }
  }

  /** {@code stored} is the newest of its key now, in the place of {@code before}, if any. */
  void written(@Nullable StoredEntry before, StoredEntry stored) {
    LeaseRef owner = stored.owner().orElse(null);
    if (before != null && before.isLive()) {
      if (stored.kind().isMarker()) {
        ended(before);
      } else {
        changeOwner(before, owner);
      }
    }
    if (owner != null) {
      own(owner, stored.key());
    }
  }

  /** The life of a key ended with {@code live}, its newest entry. */
  void ended(StoredEntry live) {
    LeaseRef owner = live.owner().orElse(null);
    if (owner != null) {
      owned.remove(owner, live.key());
    }
    if (live.birth() > 0) {
      owned.noteEnded(new LeaseRef(live.key(), live.birth()));
    }
  }

  /** An older value is the newest of its key again. */
  void surfaced(StoredEntry again) {
    LeaseRef owner = again.owner().orElse(null);
    if (owner != null) {
      own(owner, again.key());
    }
  }

  /** The instance that ended first and still owns something; null when all is done. */
  @Nullable LeaseRef nextEnded() {
    return owned.nextEnded();
  }

  /** Takes the keys of {@code owner}, in key order. */
  SortedSet<String> take(LeaseRef owner) {
    return owned.take(owner);
  }

  private void changeOwner(StoredEntry before, @Nullable LeaseRef owner) {
    LeaseRef oldOwner = before.owner().orElse(null);
    if (oldOwner != null && !oldOwner.equals(owner)) {
      owned.remove(oldOwner, before.key());
    }
  }

  /** An instance that ended earlier in this command passes the key on to its end. */
  private void own(LeaseRef owner, String key) {
    owned.add(owner, key);
    if (!isAlive(owner)) {
      owned.noteEnded(owner);
    }
  }
}
