package io.holdfast.kv.command;

/**
 * A point on the log's logical clock: nanoseconds since the store's first log entry, advanced by
 * the leader's monotonic clock, never going back, standing still while nobody leads (guarantee
 * G25). Not wall time and not {@code nanoTime}.
 */
public record LeaseTime(long nanos) implements Comparable<LeaseTime> {
  /** The beginning. */
  public static final LeaseTime ZERO = new LeaseTime(0);

  /** Later than anything that happens. */
  public static final LeaseTime NEVER = new LeaseTime(Long.MAX_VALUE);

  /**
   * The point {@code nanosLater} nanoseconds (not negative) later; {@link #NEVER} when that is out
   * of range.
   */
  public LeaseTime plusNanos(long nanosLater) {
    long sum = nanos + nanosLater;
    return sum < nanos ? NEVER : new LeaseTime(sum);
  }

  @Override
  public int compareTo(LeaseTime other) {
    return Long.compare(nanos, other.nanos);
  }
}
