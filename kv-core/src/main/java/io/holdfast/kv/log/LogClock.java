package io.holdfast.kv.log;

import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.time.Clock;
import java.time.Duration;

/**
 * Stamps log entries for one leader: wall time that never goes back, and lease time that goes on
 * from where the log left it (guarantee G25). Confined to the thread that seals batches.
 *
 * <p>Time between two stamps counts for at most {@code longestStep}: a leader that was paused does
 * not charge the pause to anybody's lease, so the renewals that waited behind the pause are applied
 * before anything expires. Stamp at least twice per step, also when idle, or lease time runs slow.
 */
public final class LogClock {
  private final Clock clock;
  private final long longestStepNanos;

  private long lastStampNanos;
  private long wallEpochNanos;
  private long leaseNanos;

  /** A clock that reads {@code clock} and has stood still so far. */
  public LogClock(Clock clock, Duration longestStep) {
    this.clock = clock;
    this.longestStepNanos = longestStep.toNanos();
    this.lastStampNanos = clock.nanos();
  }

  /**
   * Goes on from the times of the last applied entry; what passed since is not counted. Called when
   * leading begins.
   */
  public void resume(WallTime lastWall, LeaseTime lastLease) {
    wallEpochNanos = lastWall.epochNanos();
    leaseNanos = lastLease.nanos();
    lastStampNanos = clock.nanos();
  }

  /** The time now. */
  public Stamp stamp() {
    long now = clock.nanos();
    leaseNanos += Math.min(Math.max(0, now - lastStampNanos), longestStepNanos);
    lastStampNanos = now;
    var wall = clock.wallTime();
    wallEpochNanos =
        Math.max(wallEpochNanos, wall.getEpochSecond() * 1_000_000_000L + wall.getNano());
    return new Stamp(new WallTime(wallEpochNanos), new LeaseTime(leaseNanos));
  }

  /** Both times of one moment. */
  public record Stamp(WallTime wall, LeaseTime lease) {}
}
