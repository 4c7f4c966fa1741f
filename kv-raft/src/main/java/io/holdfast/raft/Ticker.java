package io.holdfast.raft;

import io.holdfast.kv.time.Scheduler;
import java.time.Duration;

/**
 * Runs a task again and again until closed, one interval after it has ended. Guarded by its
 * monitor.
 */
final class Ticker implements AutoCloseable {
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable task;
  private Scheduler.Cancellation pending = () -> {};
  private boolean closed;

  Ticker(Scheduler scheduler, Duration interval, Runnable task) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  synchronized void start() {
    if (!closed) {
      pending = scheduler.schedule(interval, this::tick);
    }
  }

  private void tick() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    task.run();
    start();
  }

  @Override
  public synchronized void close() {
    closed = true;
    pending.cancel();
  }
}
