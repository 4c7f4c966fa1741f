package io.holdfast.kv.command;

import java.time.Instant;

/**
 * Wall time as nanoseconds since the Unix epoch, as the leader saw it; for people, never for
 * deciding.
 */
public record WallTime(long epochNanos) {
  /** Milliseconds since the epoch. */
  public long epochMillis() {
    return Math.floorDiv(epochNanos, 1_000_000L);
  }

  /** The same as an instant. */
  public Instant instant() {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
  }
}
