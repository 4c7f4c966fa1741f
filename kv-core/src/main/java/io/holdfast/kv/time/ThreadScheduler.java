package io.holdfast.kv.time;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real time: one timer thread that only hands tasks over, and an executor that runs them.
 * Thread-safe: all state is in the executors.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final Executor callbacks;
  private final AutoCloseable ownedCallbacks;

  private ThreadScheduler(String name, Executor callbacks, AutoCloseable ownedCallbacks) {
    this.callbacks = callbacks;
    this.ownedCallbacks = ownedCallbacks;
    this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name + "-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * A scheduler with daemon threads of its own, which grow with need and go when idle for a minute.
   */
  public static ThreadScheduler create(String name) {
    var count = new AtomicInteger();
    ExecutorService pool =
        Executors.newCachedThreadPool(
            task -> daemon(task, name + "-callback-" + count.incrementAndGet()));
    return new ThreadScheduler(name, pool, pool::shutdown);
  }

  /** A scheduler that runs tasks on {@code callbacks}, which stays the caller's to close. */
  public static ThreadScheduler on(String name, Executor callbacks) {
    return new ThreadScheduler(name, callbacks, () -> {});
  }

  @Override
  public Clock clock() {
    return Clock.SYSTEM;
  }

  @Override
  public void execute(Runnable task) {
    callbacks.execute(task);
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    try {
      var pending =
          timer.schedule(() -> callbacks.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> pending.cancel(false);
    } catch (RejectedExecutionException closed) {
      // Closed: nothing will run any more, which is what a cancelled task looks like.
      return () -> {};
    }
  }

  /** Drops what has not begun; what runs goes on. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      ownedCallbacks.close();
    } catch (Exception e) {
      throw new IllegalStateException("executor did not shut down", e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
