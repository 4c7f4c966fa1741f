package io.holdfast.raft;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;

/**
 * How often, and how fast, a running node verifies its files once more (guarantee G12).
 *
 * @param period from the end of one pass to the beginning of the next, and from the opening to the
 *     first pass; at least 1 ms
 * @param bytesPerSecond the most that is read, on average, in bytes per second; at least 4096
 */
public record ScrubOptions(Duration period, long bytesPerSecond) {
  /**
   * A pass an hour, at 4 MiB a second: 64 MiB of log and as much of snapshots take half a minute of
   * each hour.
   */
  public static final ScrubOptions DEFAULT = new ScrubOptions(Duration.ofHours(1), 4L << 20);

  /** Checks the ranges. */
  public ScrubOptions {
    if (period.compareTo(Duration.ofMillis(1)) < 0 || bytesPerSecond < 4096) {
      throw new InvalidArgumentException(
          "a scrub every %s at %d bytes per second: expected at least 1 ms and 4096 bytes"
              .formatted(period, bytesPerSecond));
    }
  }

  /** The same with another period. */
  public ScrubOptions every(Duration other) {
    return new ScrubOptions(other, bytesPerSecond);
  }

  /** The rest that a piece of so many bytes is followed by. */
  Duration restAfter(int bytes) {
    return Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond));
  }
}
