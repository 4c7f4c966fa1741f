package io.holdfast.kv.time;

import java.time.Duration;

/** Durations as people write them, for messages. */
public final class DurationText {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private DurationText() {}

  /**
   * {@code duration} in the largest unit that says it exactly, such as {@code 7d}, {@code 90s},
   * {@code 250ms} or {@code 0s}.
   */
  public static String of(Duration duration) {
    if (duration.toNanosPart() % NANOS_PER_MILLI != 0) {
      return fine(duration);
    }
    if (duration.toNanosPart() != 0) {
      return duration.toSeconds() == 0 || Math.abs(duration.toSeconds()) < Long.MAX_VALUE / 1000
          ? duration.toMillis() + "ms"
          : duration.toSeconds() + "s";
    }
    long seconds = duration.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** Below a millisecond; what no count of nanoseconds can hold is told in seconds. */
  private static String fine(Duration duration) {
    return Math.abs(duration.toSeconds()) < Long.MAX_VALUE / 1_000_000_000
        ? duration.toNanos() + "ns"
        : duration.toSeconds() + "s";
  }
}
