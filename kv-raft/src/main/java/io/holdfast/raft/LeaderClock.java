package io.holdfast.raft;

import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.log.LogClock;
import io.holdfast.kv.time.Clock;
import java.time.Duration;

/**
 * A {@link LogClock} for several threads: batches and the ticker stamp it, anybody reads its last
 * stamp. Guarded by its monitor.
 */
final class LeaderClock {
  private final LogClock clock;
  private volatile LeaseTime last = LeaseTime.ZERO;

  LeaderClock(Clock source, Duration longestStep) {
    this.clock = new LogClock(source, longestStep);
  }

  synchronized void resume(WallTime wall, LeaseTime lease) {
    clock.resume(wall, lease);
    last = lease;
  }

  synchronized LogClock.Stamp stamp() {
    var stamp = clock.stamp();
    last = stamp.lease();
    return stamp;
  }

  /** The lease time of the last stamp: never ahead of the next one. */
  LeaseTime lastLease() {
    return last;
  }
}
