package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread beside a log that does what no append should wait for: prepares the next segment,
 * marks the last batch when nothing follows it, syncs what relaxed appends left. Wakes once per
 * tick while there is something to do and sleeps for good otherwise, until {@link WriteCount} wakes
 * it. What is not volatile is confined to it.
 */
final class LogKeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
  private static final int TICKS_PER_SYNC = 10;
  private static final int TICKS_BETWEEN_ATTEMPTS = 100;

  private final SegmentedLog log;
  private final WriteCount writes;
  private final long tickNanos;
  private final Thread thread;
  private volatile boolean stopped;
  private boolean roomAhead = true;
  private int ticksUntilAttempt;
  private int ticksUnsynced;

  LogKeeper(SegmentedLog log, WriteCount writes, Duration tick) {
    this.log = log;
    this.writes = writes;
    this.tickNanos = tick.toNanos();
    this.thread = new Thread(this, "holdfast-log-keeper");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Called after a write that found the thread at rest. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Returns once the thread has ended; it never waits for anything but the disk. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    long seen = -1;
    while (!stopped) {
      long now = writes.get();
      boolean quiet = now == seen;
      seen = now;
      try {
        boolean prepared = prepare();
        settle(quiet);
        rest(prepared && quiet, seen);
      } catch (HoldfastException e) {
        LOG.error("the log has failed", e);
        return;
      } catch (RuntimeException | Error e) {
        if (!stopped) {
          LOG.error("the log has failed", log.broken(e));
        }
        return;
      }
    }
  }

  private boolean prepare() {
    if (ticksUntilAttempt > 0) {
      ticksUntilAttempt--;
      return false;
    }
    try {
      log.prepareSegment();
      if (!roomAhead) {
        roomAhead = true;
        LOG.info("there is space for the next log segment again: all writes are taken");
      }
      return true;
    } catch (DiskFullException e) {
      if (roomAhead) {
        roomAhead = false;
        LOG.warn(
            "the disk is nearly full: writes that ask for more are refused until the next log segment has its space: {}",
            e.getMessage());
      }
      ticksUntilAttempt = TICKS_BETWEEN_ATTEMPTS;
      return false;
    }
  }

  private void settle(boolean quiet) {
    if (quiet) {
      log.mark();
      ticksUnsynced = 0;
    } else if (++ticksUnsynced >= TICKS_PER_SYNC) {
      log.syncIfRelaxed();
      ticksUnsynced = 0;
    }
  }

  private void rest(boolean forGood, long seen) {
    if (!forGood) {
      LockSupport.parkNanos(this, tickNanos);
      return;
    }
    while (writes.rest(seen) && !stopped) {
      LockSupport.park(this);
    }
    writes.goOn();
  }
}
