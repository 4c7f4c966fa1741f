package io.holdfast.locks;

import io.holdfast.kv.time.Clock;
import java.time.Instant;

/**
 * A clock that a test sets. Volatile, so that setting it happens-before what a reader of the new
 * time sees.
 */
final class TestClock implements Clock {
  private volatile long nanos;

  void moveTo(long newNanos) {
    nanos = newNanos;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant wallTime() {
    return Instant.ofEpochSecond(0, nanos);
  }
}
