package io.holdfast.raft;

import io.holdfast.kv.time.Clock;
import io.holdfast.raft.SnapshotRule.Taker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Gives space back while the disk is full: what is deleted lets a snapshot shrink, and a snapshot
 * lets the log go (guarantee G15). At once, then again after a while, longer each time that it did
 * not help. Confined to the ticker, but for the flag, which is handed back by whoever made room.
 */
final class DiskRelief {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Clock clock;
  private final BooleanSupplier hasRoom;
  private final Taker room;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private Duration wait = Duration.ZERO;
  private long last;

  /** {@code room} is made elsewhere while {@code hasRoom} says that there is none. */
  DiskRelief(Clock clock, BooleanSupplier hasRoom, Taker room) {
    this.clock = clock;
    this.hasRoom = hasRoom;
    this.room = room;
  }

  /** To be called several times a second. */
  void look() {
    if (hasRoom.getAsBoolean()) {
      wait = Duration.ZERO;
      return;
    }
    long now = clock.nanos();
    boolean due = wait.isZero() || now - last >= wait.toNanos();
    if (due && underWay.compareAndSet(false, true)) {
      last = now;
      wait = longer();
      room.take(() -> underWay.set(false));
    }
  }

  private Duration longer() {
    var twice = wait.multipliedBy(2);
    return wait.isZero() ? FIRST_WAIT : twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
  }
}
