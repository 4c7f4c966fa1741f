package io.holdfast.locks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between tries, jittered. Confined to the session's mailbox. */
final class Backoff {
  private final RandomGenerator random;
  private final long longestNanos;
  private long nextNanos;

  /** Pauses that double from a hundredth of {@code leaseTtl} to a fifth of it. */
  Backoff(Duration leaseTtl, RandomGenerator random) {
    this.random = random;
    this.longestNanos = leaseTtl.toNanos() / 5;
    this.nextNanos = leaseTtl.toNanos() / 100;
  }

  Duration next() {
    long pause = nextNanos / 2 + (long) (random.nextDouble() * nextNanos);
    nextNanos = Math.min(longestNanos, nextNanos * 2);
    return Duration.ofNanos(pause);
  }
}
