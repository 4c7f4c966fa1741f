package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a write may happen, without changing anything. The order of checks is that of
 * NATS where it has the same check: time to live, conditions, roll-up, size, room; lateness comes
 * first and owner leases come with the conditions.
 */
final class WriteCheck {
  private final BucketState bucket;
  private final Room room;

  WriteCheck(BucketState bucket, Room room) {
    this.bucket = bucket;
    this.room = room;
  }

  /**
   * Why {@code write} is refused; null when it may happen.
   *
   * @param asked the same before its hand-over was resolved: what is handed over is in the bucket
   *     already, and a smaller limit set meanwhile must not keep a lock from its next holder
   */
  @Nullable Refusal refusal(Command.Write asked, Command.Write write, Moment now) {
    if (now.leaseNanos() > write.notAfter().nanos()) {
      return new Refusal(
          Refusal.Code.TOO_LATE, bucket.id.name(), -1, write.notAfter().nanos(), now.leaseNanos());
    }
    List<Operation> operations = write.operations();
    Refusal refusal = null;
    for (int i = 0; i < operations.size() && refusal == null; i++) {
      refusal = ttlAllowed(operations.get(i));
    }
    List<Condition> conditions = write.conditions();
    for (int i = 0; i < conditions.size() && refusal == null; i++) {
      refusal = holds(conditions.get(i), i);
    }
    for (int i = 0; i < operations.size() && refusal == null; i++) {
      refusal = ownerAlive(operations.get(i));
    }
    for (int i = 0; i < operations.size() && refusal == null; i++) {
      refusal = rollupAllowed(operations.get(i));
    }
    for (int i = 0; i < asked.operations().size() && refusal == null; i++) {
      refusal = valueFits(asked.operations().get(i));
    }
    return refusal == null ? room.refusal(operations, write.id()) : refusal;
  }

  private @Nullable Refusal ttlAllowed(Operation operation) {
    return operation.ttl().nanos() != Ttl.NONE.nanos() && !bucket.config().flags().perKeyTtl()
        ? Refusal.of(Refusal.Code.TTL_DISABLED, operation.key())
        : null;
  }

  private @Nullable Refusal ownerAlive(Operation operation) {
    LeaseRef owner = operation instanceof Operation.Put put ? put.owner() : null;
    return owner != null && !bucket.ownership.isAlive(owner)
        ? new Refusal(
            Refusal.Code.LEASE_GONE,
            owner.toString(),
            -1,
            owner.revision(),
            revisionOf(owner.key()))
        : null;
  }

  private @Nullable Refusal rollupAllowed(Operation operation) {
    BucketConfig.StreamFlags flags = bucket.config().flags();
    boolean rollsUp =
        operation instanceof Operation.Purge
            || (operation instanceof Operation.Put put && put.rollup() != Rollup.NONE);
    return rollsUp && (!flags.allowRollup() || flags.denyPurge())
        ? Refusal.of(Refusal.Code.ROLLUP_DISABLED, operation.key())
        : null;
  }

  private @Nullable Refusal valueFits(Operation operation) {
    long limit = bucket.config().maxValueBytes();
    if (limit >= 0 && operation instanceof Operation.Put put) {
      long size = (long) put.headers().block().length() + put.value().length();
      if (size > limit) {
        return new Refusal(Refusal.Code.VALUE_TOO_LARGE, put.key(), -1, limit, size);
      }
    }
    return null;
  }

  private @Nullable Refusal holds(Condition condition, int index) {
    if (condition instanceof Condition.KeyAt at) {
      return same(index, at.key(), at.revision(), revisionOf(at.key()));
    }
    if (condition instanceof Condition.KeyAbsent absent) {
      StoredEntry newest = bucket.newest(absent.key());
      return newest != null && newest.isLive()
          ? failed(index, absent.key(), 0, newest.revision())
          : null;
    }
    if (condition instanceof Condition.KeyLive live) {
      StoredEntry newest = bucket.newest(live.key());
      return newest != null && newest.isLive()
          ? null
          : failed(index, live.key(), 0, revisionOf(live.key()));
    }
    if (condition instanceof Condition.KeyUntraced untraced) {
      return same(index, untraced.key(), 0, revisionOf(untraced.key()));
    }
    if (condition instanceof Condition.LeaseAlive alive) {
      LeaseRef lease = alive.lease();
      return bucket.ownership.isAlive(lease)
          ? null
          : failed(index, lease.toString(), lease.revision(), revisionOf(lease.key()));
    }
    if (condition instanceof Condition.OldestUnder oldest) {
      return same(
          index, oldest.prefix(), oldest.revision(), bucket.order.oldestLiveUnder(oldest.prefix()));
    }
    if (condition instanceof Condition.NewestUnder newest) {
      return same(
          index, newest.prefix(), newest.revision(), bucket.order.newestLiveUnder(newest.prefix()));
    }
    if (condition instanceof Condition.NewestMatching matching) {
      return same(
          index,
          matching.filter(),
          matching.revision(),
          bucket.order.newestMatching(matching.filter()));
    }
    if (condition instanceof Condition.BucketAt at) {
      return same(index, bucket.id.name(), at.revision(), bucket.lastRevision());
    }
    if (condition instanceof Condition.LastMessageId last) {
      return last.id().equals(bucket.lastMessageId())
          ? null
          : failed(index, last.id(), 0, bucket.lastRevision());
    }
    throw new IllegalStateException("no check for " + condition);
  }

  private long revisionOf(String key) {
    StoredEntry newest = bucket.newest(key);
    return newest == null ? 0 : newest.revision();
  }

  private static @Nullable Refusal same(int index, String subject, long expected, long actual) {
    return expected == actual ? null : failed(index, subject, expected, actual);
  }

  private static Refusal failed(int index, String subject, long expected, long actual) {
    return new Refusal(Refusal.Code.CONDITION_FAILED, subject, index, expected, actual);
  }
}
