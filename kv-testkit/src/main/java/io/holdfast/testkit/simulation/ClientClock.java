package io.holdfast.testkit.simulation;

import io.holdfast.kv.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * One machine's view of time: its monotonic clock may run fast or slow and stands still while the
 * machine is suspended; its wall clock may be off. Guarded by this object.
 */
final class ClientClock implements Clock {
  private static final long MILLION = 1_000_000;

  private final Clock world;
  private long worldBase;
  private long ownBase;
  private long perMillion = MILLION;
  private long ratePerMillion = MILLION;
  private Duration wallError = Duration.ZERO;

  ClientClock(Clock world) {
    this.world = world;
    this.worldBase = world.nanos();
    this.ownBase = worldBase;
  }

  @Override
  public synchronized long nanos() {
    long passed = world.nanos() - worldBase;
    // In two parts, since nanoseconds times a million overflow within hours.
    return ownBase + passed / MILLION * perMillion + passed % MILLION * perMillion / MILLION;
  }

  @Override
  public synchronized Instant wallTime() {
    return world.wallTime().plus(wallError);
  }

  /**
   * World time, in nanoseconds, after which this clock has moved on by {@code nanos}, give or take
   * one; 0 while it stands still, when only {@link #go} can tell.
   */
  synchronized long worldNanosFor(long nanos) {
    if (perMillion == 0) {
      return 0;
    }
    long parts = nanos / perMillion;
    return parts > Long.MAX_VALUE / MILLION - 1
        ? Long.MAX_VALUE
        : parts * MILLION + (nanos % perMillion * MILLION + perMillion - 1) / perMillion;
  }

  synchronized void setRate(long partsPerMillion) {
    ratePerMillion = partsPerMillion;
    if (perMillion != 0) {
      rebase(partsPerMillion);
    }
  }

  synchronized void stop() {
    rebase(0);
  }

  synchronized void go() {
    rebase(ratePerMillion);
  }

  synchronized void setWallError(Duration error) {
    wallError = error;
  }

  private void rebase(long newRate) {
    long now = nanos();
    worldBase = world.nanos();
    ownBase = now;
    perMillion = newRate;
  }
}
