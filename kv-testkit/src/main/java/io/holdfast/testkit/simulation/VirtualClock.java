package io.holdfast.testkit.simulation;

import io.holdfast.kv.time.Clock;
import java.time.Instant;

/** Time that is moved by hand. Read by any thread; written by the one that runs the simulation. */
final class VirtualClock implements Clock {
  private volatile long nanos;
  private volatile Instant wallAtZero = VirtualScheduler.EPOCH;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant wallTime() {
    return wallAtZero.plusNanos(nanos);
  }

  void moveTo(long newNanos) {
    nanos = Math.max(nanos, newNanos);
  }

  void setWallTime(Instant now) {
    wallAtZero = now.minusNanos(nanos);
  }
}
