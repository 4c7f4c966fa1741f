package io.holdfast.kv.time;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again until closed, each time one interval after it has ended. Whatever the
 * task throws is counted and logged, and the next run comes all the same: what repeats must not end
 * for one bad moment.
 *
 * <p>Thread-safe: guarded by its monitor, which is not held while the task runs. Runs never
 * overlap, and once {@link #close} has returned none begins.
 */
public final class Repeating implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Repeating.class);

  private final String what;
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable task;
  private Scheduler.Cancellation pending = () -> {};
  private boolean closed;
  private long failures;

  /**
   * A task that does not run before {@link #start}.
   *
   * @param what it does, for the log: "look at the disk"
   */
  public Repeating(String what, Scheduler scheduler, Duration interval, Runnable task) {
    this.what = what;
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  /** Runs it for the first time one interval from now; to be called once. */
  public synchronized void start() {
    if (!closed) {
      pending = scheduler.schedule(interval, this::run);
    }
  }

  /** How often the task has thrown something. */
  public synchronized long failures() {
    return failures;
  }

  private void run() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      start();
    }
  }

  private void failed(Throwable why) {
    long times;
    synchronized (this) {
      times = ++failures;
    }
    // Each power of two, so that what fails at every run does not flood the log.
    if (Long.bitCount(times) == 1) {
      log.error("Could not {} (failure {}); it is tried again in {}", what, times, interval, why);
    }
  }

  /** Idempotent; a run under way goes on to its end. */
  @Override
  public synchronized void close() {
    closed = true;
    pending.cancel();
  }
}
