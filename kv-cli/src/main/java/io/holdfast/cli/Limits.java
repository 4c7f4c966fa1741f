package io.holdfast.cli;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.time.DurationText;
import java.time.Duration;

/** Refuses what an option cannot be, by the option's own name. */
public final class Limits {
  private Limits() {}

  /** {@code found} must be {@code least} to {@code most}. */
  public static void check(String option, long found, long least, long most) {
    if (found < least || found > most) {
      throw new InvalidArgumentException(
          option + " must be " + least + " to " + most + ", got " + found);
    }
  }

  /** {@code found} must be {@code least} to {@code most}. */
  public static void check(String option, Duration found, Duration least, Duration most) {
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      throw new InvalidArgumentException(
          option
              + " must be "
              + DurationText.of(least)
              + " to "
              + DurationText.of(most)
              + ", got "
              + DurationText.of(found));
    }
  }

  /** {@code found} must be at least {@code least}. */
  public static void check(String option, long found, long least) {
    if (found < least) {
      throw new InvalidArgumentException(option + " must be at least " + least + ", got " + found);
    }
  }

  /** {@code found} must be at least {@code least}. */
  public static void check(String option, Duration found, Duration least) {
    if (found.compareTo(least) < 0) {
      throw new InvalidArgumentException(
          option
              + " must be at least "
              + DurationText.of(least)
              + ", got "
              + DurationText.of(found));
    }
  }

  /** {@code found} must name something. */
  public static void checkNamed(String option, String found, String what) {
    if (found.isBlank()) {
      throw new InvalidArgumentException(option + " is empty: name " + what);
    }
  }
}
