package io.holdfast.kv.command;

import io.holdfast.kv.watch.StateUsage;

/** What applying a command came to. Immutable; the same on every replica. */
public sealed interface Outcome {
  /**
   * A write happened; operation {@code i} (from 0) has revision {@code firstRevision + i}.
   *
   * @param incarnation of the bucket
   * @param operations how many revisions it took, see {@link io.holdfast.kv.Operation.HandOver}
   * @param duplicate whether this repeats the outcome of an earlier write with the same id
   */
  record Written(long incarnation, long firstRevision, int operations, boolean duplicate)
      implements Outcome {
    /** The revision of the last operation. */
    public long lastRevision() {
      return firstRevision + operations - 1;
    }
  }

  /** A bucket is there as asked; {@code created} is false when it was there before. */
  record BucketReady(long incarnation, boolean created) implements Outcome {}

  /** A bucket, revision or set of entries is gone; {@code count} of them were there. */
  record Removed(long count) implements Outcome {}

  /** Time was advanced (or the tick was void); {@code expired} keys ended by it. */
  record Advanced(long expired) implements Outcome {
    /**
     * Whether more is due than this expiry was to take, so that the next one is to follow at once.
     * Not when it got nowhere, since its term is over: the next tick asks again.
     *
     * @param before what was next to expire before it
     * @param next what is next to expire after it
     * @param now lease time of its entry
     */
    public boolean leavesMoreDue(LeaseTime before, LeaseTime next, LeaseTime now) {
      return (expired > 0 || !next.equals(before)) && next.compareTo(now) <= 0;
    }
  }

  /** The quota is {@code bytes} now; {@link StateUsage#NO_QUOTA}: there is none. */
  record QuotaSet(long bytes) implements Outcome {}

  /** Nothing changed, for the stated reason. */
  record Refused(Refusal refusal) implements Outcome {}
}
