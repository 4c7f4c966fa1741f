package io.holdfast.kv.state;

import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.KeyTrace;
import io.holdfast.kv.watch.StateUsage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for a write: in its bucket, and in the quota of the whole state. What makes
 * room, or keeps leases and locks going, always has it: markers, values no larger than what they
 * displace, and renewals. Each of these is bounded, so that none is a way past the quota.
 */
final class Room {
  /** A marker that is gone after so long counts nothing: it settles an attempt, then goes. */
  static final long BRIEF_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** An id that is forgotten after so long counts once it is there, but stops no write. */
  private static final Duration BRIEF_MEMORY = MessageId.Request.SHORTEST_MEMORY;

  /** Headers that a marker may carry beside its key, in bytes; more counts like a value. */
  static final int MARKER_HEADERS = 256;

  private static final Freed NOTHING = new Freed(0, 0);

  private final BucketState bucket;
  private final Quota quota;

  Room(BucketState bucket, Quota quota) {
    this.bucket = bucket;
    this.quota = quota;
  }

  /** What goes in the same step as an operation. */
  private record Freed(long entries, long bytes) {}

  /** Why there is none for a write of that id; null when there is. */
  @Nullable Refusal refusal(List<Operation> operations, MessageId id) {
    Refusal full = bucket.config().maxBytes() >= 0 ? inBucket(operations) : null;
    return full == null && quota.isSet() ? inQuota(operations, id) : full;
  }

  /** Source: NATS discard policy, with markers let through. */
  private @Nullable Refusal inBucket(List<Operation> operations) {
    long limit = bucket.config().maxBytes();
    boolean discardNew = bucket.config().flags().discardNew();
    long total = bucket.table.bytes();
    var step = new Step(operations);
    String grows = null;
    for (Operation operation : operations) {
      boolean first = step.touches(operation);
      long size = size(operation);
      long freed = step.freed(operation, first).bytes();
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
  private @Nullable Refusal inQuota(List<Operation> operations, MessageId id) {
    long growth = growth(id);
    var step = new Step(operations);
    String grows = growth > 0 ? operations.get(0).key() : null;
    for (Operation operation : operations) {
      boolean first = step.touches(operation);
      long more = growth(operation, first, step.freed(operation, first));
      growth += more;
      if (grows == null && more > 0) {
        grows = operation.key();
      }
    }
    return grows == null ? null : quota.refusal(grows, growth);
  }

  /** Ids that are soon forgotten may come on top, so that deletes and renewals may carry them. */
  private long growth(MessageId id) {
    boolean stays = bucket.config().duplicateWindow().compareTo(BRIEF_MEMORY) > 0;
    return stays && id instanceof MessageId.Foreign foreign ? RememberedIds.bytes(foreign.id()) : 0;
  }

  /** By how much the state grows for good; negative where it shrinks. */
  private long growth(Operation operation, boolean first, Freed freed) {
    long less = StateUsage.ofEntries(freed.entries(), freed.bytes());
    long net = StateUsage.ofEntries(1, size(operation)) - less;
    if (operation instanceof Operation.Put put) {
      return first && isRenewal(put) ? Math.min(0, net) : net;
    }
    int headers = operation.headers().block().length();
    long uncounted = size(operation) - Math.max(0, headers - MARKER_HEADERS);
    long marker = StateUsage.ofEntries(1, uncounted);
    if (isBrief(operation)) {
      return net - marker;
    }
    StoredEntry newest = bucket.newest(operation.key());
    boolean ends = first && newest != null && newest.isLive();
    return ends && net > 0 ? Math.max(0, net - marker) : net;
  }

  /** Whether a marker leaves nothing behind soon: a deletion is followed by the limit's own. */
  private boolean isBrief(Operation marker) {
    Ttl ttl = bucket.effective(marker.ttl());
    long then = marker instanceof Operation.Purge ? 0 : bucket.config().limitMarkerTtl().toNanos();
    return ttl.isFinite() && ttl.nanos() <= BRIEF_NANOS - then;
  }

  private boolean isRenewal(Operation.Put put) {
    StoredEntry before = bucket.newest(put.key());
    return before != null
        && before.isLive()
        && before.ttl().isFinite()
        && put.ttl().isFinite()
        && (size(put) <= before.size() || Numbers.alone(before, put));
  }

  private static long size(Operation operation) {
    long value = operation instanceof Operation.Put put ? put.value().length() : 0;
    return Names.utf8Length(operation.key()) + operation.headers().block().length() + value;
  }

  /** What one write frees, each entry once, however often the write meets it. */
  private final class Step {
    /** The keys touched so far; null where there is one operation, which needs none. */
    private final @Nullable Set<String> keys;

    private final boolean endsAll;
    private boolean begun;

    Step(List<Operation> operations) {
      keys = operations.size() > 1 ? new HashSet<>() : null;
      endsAll = operations.stream().anyMatch(Step::isRollup);
    }

    private static boolean isRollup(Operation operation) {
      return operation instanceof Operation.Put put && put.rollup() == Rollup.BUCKET;
    }

    /** Whether {@code operation} is the first to meet what is there of its key. */
    boolean touches(Operation operation) {
      return !endsAll && (keys == null || keys.add(operation.key()));
    }

    Freed freed(Operation operation, boolean first) {
      if (endsAll && !begun) {
        begun = true;
        return new Freed(bucket.table.entries(), bucket.table.bytes());
      }
      KeyTrace trace = first ? bucket.table.trace(operation.key()) : null;
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
  }
}
