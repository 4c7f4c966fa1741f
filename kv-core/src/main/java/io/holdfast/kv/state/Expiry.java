package io.holdfast.kv.state;

import io.holdfast.kv.EntryKind;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.watch.KeyTrace;
import org.jspecify.annotations.Nullable;

/**
 * When the entries of a bucket expire. An entry's own time to live waits in a queue; the bucket's
 * age limit needs none, since it runs out in revision order.
 */
final class Expiry {
  private final BucketState bucket;
  private final DeadlineQueue queue;
  private long ageLimitNanos;

  /** Everything retained below this revision never ages. */
  private long ageingFrom = 1;

  Expiry(BucketState bucket) {
    this.bucket = bucket;
    this.queue = new DeadlineQueue(revision -> bucket.table.stored(revision) != null);
    this.ageLimitNanos = bucket.config().ttl().toNanos();
  }

  void written(StoredEntry stored) {
    Ttl ttl = stored.ttl();
    if (ttl.isFinite()) {
      queue.add(later(stored.leaseNanos(), ttl.nanos()), stored.revision());
    }
  }

  /** Notes that an entry with a time to live of its own was removed. */
  void noteGone() {
    queue.noteGone();
  }

  /** The age limit may have changed; it counts for everything retained. */
  void reconfigured() {
    ageLimitNanos = bucket.config().ttl().toNanos();
    ageingFrom = 1;
  }

  /** The lease time at which something next expires; {@link Long#MAX_VALUE}: nothing will. */
  long nextDeadline() {
    return Math.min(queue.earliest(), ageDeadline(ageing()));
  }

  /** Removes what is due, at most {@code most} entries; the result tells how much of either. */
  Expired expire(Moment now, int most) {
    long keys = 0;
    int entries = 0;
    for (StoredEntry due = nextDue(now.leaseNanos());
        due != null && entries < most;
        due = nextDue(now.leaseNanos())) {
      entries++;
      if (expire(due, now)) {
        keys++;
      }
    }
    return new Expired(keys, entries);
  }

  /**
   * The same, but what a lease owned goes right after it, and counts; it goes as a whole, so there
   * may be more in the end.
   */
  Expired expireWithOwned(Moment now, int most) {
    long keys = 0;
    int entries = 0;
    for (StoredEntry due = entries < most ? nextDue(now.leaseNanos()) : null;
        due != null;
        due = entries < most ? nextDue(now.leaseNanos()) : null) {
      if (expire(due, now)) {
        keys++;
      }
      entries += 1 + bucket.cascade(now);
    }
    return new Expired(keys, entries);
  }

  /** What a tick did to a bucket: live keys that ended, and entries removed in all. */
  record Expired(long keys, int entries) {}

  private @Nullable StoredEntry nextDue(long leaseNanos) {
    long own = queue.earliest();
    StoredEntry oldest = ageing();
    long age = ageDeadline(oldest);
    if (Math.min(own, age) > leaseNanos || Math.min(own, age) == Long.MAX_VALUE) {
      return null;
    }
    boolean ageFirst =
        oldest != null && (age < own || (age == own && oldest.revision() < queue.revision()));
    return ageFirst ? oldest : bucket.table.stored(queue.revision());
  }

  /** Returns whether a live key ended. */
  private boolean expire(StoredEntry due, Moment now) {
    String key = due.key();
    KeyTrace trace = bucket.table.trace(key);
    boolean newest = trace != null && trace.newest().revision() == due.revision();
    boolean lastTrace = newest && trace != null && trace.count() == 1;
    if (lastTrace && leavesMarker(due)) {
      bucket.markExpired(key, now);
    } else {
      bucket.remove(due);
    }
    return newest && due.isLive();
  }

  private boolean leavesMarker(StoredEntry due) {
    return due.kind() != EntryKind.PURGE && !bucket.config().limitMarkerTtl().isZero();
  }

  private @Nullable StoredEntry ageing() {
    if (ageLimitNanos == 0) {
      return null;
    }
    StoredEntry oldest = bucket.table.nextStored(ageingFrom);
    while (oldest != null && oldest.ttl().equals(Ttl.NEVER)) {
      oldest = bucket.table.nextStored(oldest.revision() + 1);
    }
    ageingFrom = oldest == null ? bucket.lastRevision() + 1 : oldest.revision();
    return oldest;
  }

  private long ageDeadline(@Nullable StoredEntry oldest) {
    return oldest == null ? Long.MAX_VALUE : later(oldest.leaseNanos(), ageLimitNanos);
  }

  private static long later(long nanos, long byNanos) {
    long sum = nanos + byNanos;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }
}
