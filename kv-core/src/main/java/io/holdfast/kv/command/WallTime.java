package io.holdfast.kv.command;

/**
 * Wall time as nanoseconds since the Unix epoch, as the leader saw it; for people, never for
 * deciding.
 */
public record WallTime(long epochNanos) {
  /** Milliseconds since the epoch. */
  public long epochMillis() {
    return Math.floorDiv(epochNanos, 1_000_000L);
  }
}
