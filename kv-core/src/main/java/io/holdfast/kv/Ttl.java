package io.holdfast.kv;

import io.holdfast.kv.time.DurationText;
import java.time.Duration;

/**
 * How long an entry lives, counted in lease time (guarantee G25). Immutable.
 *
 * @param nanos the time to live in nanoseconds; 0 means none of its own, -1 means never, not even
 *     by the bucket's TTL
 */
public record Ttl(long nanos) {
  /** No time to live of its own: the bucket's applies. */
  public static final Ttl NONE = new Ttl(0);

  /** Never expires, not even by the bucket's TTL. */
  public static final Ttl NEVER = new Ttl(-1);

  /** Refuses numbers below -1. */
  public Ttl {
    if (nanos < -1) {
      throw new InvalidArgumentException("time to live must not be negative: " + nanos + " ns");
    }
  }

  /** A time to live of {@code duration}, at least 1 ms and at most 292 years. */
  public static Ttl of(Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new InvalidArgumentException(
          "time to live must be at least 1 ms, got " + DurationText.of(duration));
    }
    try {
      return new Ttl(duration.toNanos());
    } catch (ArithmeticException e) {
      throw new InvalidArgumentException(
          "time to live is longer than 292 years: " + DurationText.of(duration));
    }
  }

  /** Whether a deadline of its own is set. */
  public boolean isFinite() {
    return nanos > 0;
  }
}
