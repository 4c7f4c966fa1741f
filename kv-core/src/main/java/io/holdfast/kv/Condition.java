package io.holdfast.kv;

/**
 * What must be true, in the log entry that carries a write, for the write to happen. Immutable.
 *
 * <p>An entry is <em>live</em> when it is the newest of its key and not a marker. All conditions of
 * one write are checked against the state before the write.
 */
public sealed interface Condition {
  /** The newest entry of {@code key}, marker or not, has {@code revision} (at least 1). */
  record KeyAt(String key, long revision) implements Condition {}

  /** {@code key} is not live: never written, expired, or its newest entry is a marker. */
  record KeyAbsent(String key) implements Condition {}

  /**
   * Nothing at all is kept of {@code key}, not even a marker. This is the {@code 0} of NATS's
   * {@code Nats-Expected-Last-Subject-Sequence}.
   */
  record KeyUntraced(String key) implements Condition {}

  /** {@code key} is live. */
  record KeyLive(String key) implements Condition {}

  /** The lease instance is alive. */
  record LeaseAlive(LeaseRef lease) implements Condition {}

  /**
   * The live entry with the smallest revision among the keys that begin with {@code prefix} has
   * {@code revision}; 0 means that there is none.
   */
  record OldestUnder(String prefix, long revision) implements Condition {}

  /** Like {@link OldestUnder}, for the greatest revision. */
  record NewestUnder(String prefix, long revision) implements Condition {}

  /**
   * The newest entry, markers included, of any key that matches {@code filter} has {@code
   * revision}; 0: none.
   */
  record NewestMatching(String filter, long revision) implements Condition {}

  /** The bucket's last revision is {@code revision}. */
  record BucketAt(long revision) implements Condition {}

  /** The bucket's newest entry was written with foreign message id {@code id}; empty: with none. */
  record LastMessageId(String id) implements Condition {}
}
