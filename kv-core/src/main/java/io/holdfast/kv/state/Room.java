package io.holdfast.kv.state;

import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.KeyTrace;
import io.holdfast.kv.watch.StateUsage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for a write: in its bucket, and in the quota of the whole state. What makes
 * room, or keeps leases and locks going, always has it: markers, values no larger than what they
 * displace, and renewals.
 */
final class Room {
  /** A counter or a time that a renewal carries may get so much longer. */
  private static final int RENEWAL_SLACK = 8;

  private static final Freed NOTHING = new Freed(0, 0);

  private final BucketState bucket;
  private final Quota quota;

  Room(BucketState bucket, Quota quota) {
    this.bucket = bucket;
    this.quota = quota;
  }

  /** What goes in the same step as an operation. */
  private record Freed(long entries, long bytes) {}

  /** Why there is none; null when there is. */
  @Nullable Refusal refusal(List<Operation> operations) {
    Refusal full = bucket.config().maxBytes() >= 0 ? inBucket(operations) : null;
    return full == null && quota.isSet() ? inQuota(operations) : full;
  }

  /** Source: NATS discard policy, with markers let through. */
  private @Nullable Refusal inBucket(List<Operation> operations) {
    long limit = bucket.config().maxBytes();
    boolean discardNew = bucket.config().flags().discardNew();
    long total = bucket.table.bytes();
    var touched = new Touched(operations.size());
    String grows = null;
    for (Operation operation : operations) {
      boolean first = touched.first(operation.key());
      long size = size(operation);
      long freed = first ? freed(operation).bytes() : 0;
      total += size - freed;
      if (operation instanceof Operation.Put put) {
        if (size > limit) {
          return new Refusal(Refusal.Code.BUCKET_FULL, put.key(), -1, limit, size);
        }
        if (grows == null && size > freed && !(first && isRenewal(put))) {
          grows = put.key();
        }
      }
    }
    return discardNew && grows != null && total > limit && total > bucket.table.bytes()
        ? new Refusal(Refusal.Code.BUCKET_FULL, grows, -1, limit, total)
        : null;
  }

  /**
   * What a write frees counts for it, so that a lock can be handed over: its next holder's record
   * comes from the ticket that goes.
   */
  private @Nullable Refusal inQuota(List<Operation> operations) {
    long growth = 0;
    var touched = new Touched(operations.size());
    String grows = null;
    for (Operation operation : operations) {
      long more = growth(operation, touched.first(operation.key()));
      growth += more;
      if (grows == null && more > 0) {
        grows = operation.key();
      }
    }
    return grows == null ? null : quota.refusal(grows, growth);
  }

  /** By how much the state grows for good; negative where it shrinks. */
  private long growth(Operation operation, boolean first) {
    Freed freed = first ? freed(operation) : NOTHING;
    long less = StateUsage.ofEntries(freed.entries(), freed.bytes());
    long more = StateUsage.ofEntries(1, size(operation));
    if (operation instanceof Operation.Put put) {
      return first && isRenewal(put) ? Math.min(0, more - less) : more - less;
    }
    if (operation.ttl().isFinite()) {
      return -less; // goes by itself
    }
    boolean known = !first || bucket.newest(operation.key()) != null;
    return known ? Math.min(0, more - less) : more;
  }

  private boolean isRenewal(Operation.Put put) {
    StoredEntry before = bucket.newest(put.key());
    return before != null
        && before.isLive()
        && before.ttl().isFinite()
        && put.ttl().isFinite()
        && size(put) <= before.size() + RENEWAL_SLACK;
  }

  private Freed freed(Operation operation) {
    if (operation instanceof Operation.Put put && put.rollup() == Rollup.BUCKET) {
      return new Freed(bucket.table.entries(), bucket.table.bytes());
    }
    KeyTrace trace = bucket.table.trace(operation.key());
    if (trace == null) {
      return NOTHING;
    }
    boolean alone =
        operation instanceof Operation.Purge
            || (operation instanceof Operation.Put put && put.rollup() == Rollup.KEY);
    if (alone) {
      long all = 0;
      for (StoredEntry kept : trace.all()) {
        all += kept.size();
      }
      return new Freed(trace.count(), all);
    }
    return trace.count() >= bucket.config().history()
        ? new Freed(1, trace.oldest().size())
        : NOTHING;
  }

  private static long size(Operation operation) {
    long value = operation instanceof Operation.Put put ? put.value().length() : 0;
    return Names.utf8Length(operation.key()) + operation.headers().block().length() + value;
  }

  /** The keys that a write has touched so far; costs nothing where there is one operation. */
  private static final class Touched {
    private final @Nullable Set<String> keys;

    Touched(int operations) {
      keys = operations > 1 ? new HashSet<>() : null;
    }

    boolean first(String key) {
      return keys == null || keys.add(key);
    }
  }
}
