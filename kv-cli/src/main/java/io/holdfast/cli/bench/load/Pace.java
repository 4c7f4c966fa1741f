package io.holdfast.cli.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When the callers of one round send. Thread-safe. Times are {@link System#nanoTime}. */
interface Pace {
  /**
   * Waits until the calling caller may send.
   *
   * @return the time from which the latency counts; may be past the end of the round, then nothing
   *     is to be sent
   */
  long awaitTurn();

  /** Closed loop: whoever has its answer sends again at once. */
  static Pace closed() {
    return System::nanoTime;
  }

  /**
   * Open loop: sends are due at fixed times, whichever caller is free makes the next one, and the
   * latency counts from when it was due. So a server that stalls is charged for every request that
   * it kept from being sent.
   *
   * @param perSecond positive
   */
  static Pace open(long startNanos, long perSecond) {
    double interval = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    var next = new AtomicLong();
    return () -> {
      long due = startNanos + (long) (next.getAndIncrement() * interval);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      return due;
    };
  }
}
