package io.holdfast.raft;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;

/**
 * How long a call to the disk may take (guarantee G17).
 *
 * @param slow a call that takes longer is named in the log; at least 1 ms
 * @param hung a call that takes longer ends the store, since nobody knows whether it will ever
 *     return; longer than {@code slow}
 */
public record DiskLimits(Duration slow, Duration hung) {
  /** A second, and 20 seconds. */
  public static final DiskLimits DEFAULT =
      new DiskLimits(Duration.ofSeconds(1), Duration.ofSeconds(20));

  /** Checks the ranges. */
  public DiskLimits {
    if (slow.compareTo(Duration.ofMillis(1)) < 0 || hung.compareTo(slow) <= 0) {
      throw new InvalidArgumentException(
          "a disk that is slow after %s and hung after %s: expected at least 1 ms, and more than that"
              .formatted(slow, hung));
    }
  }

  /** The same with another limit for a hung disk; a shorter one makes a disk slow sooner, too. */
  public DiskLimits hungAfter(Duration other) {
    var half = other.dividedBy(2);
    return new DiskLimits(slow.compareTo(half) < 0 ? slow : half, other);
  }

  /** How often calls under way are looked at: often enough to be late by a quarter at most. */
  Duration step() {
    return slow.dividedBy(4);
  }
}
