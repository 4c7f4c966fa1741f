package io.holdfast.kv.time;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real time: one timer thread that only hands tasks over, and an executor that runs them. A task
 * that the executor rejects, since it is full for the moment, is offered again until it is taken or
 * the scheduler is closed. Thread-safe: all state is in the executors and the pending tasks.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  /** How long a rejected task waits before it is offered again. */
  static final Duration AGAIN = Duration.ofMillis(10);

  private static final Logger log = LoggerFactory.getLogger(ThreadScheduler.class);

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
    try {
      callbacks.execute(task);
    } catch (RejectedExecutionException full) {
      if (isClosed()) {
        throw full;
      }
      new Pending(task).again(full);
    }
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    var pending = new Pending(task);
    pending.in(delay);
    return pending;
  }

  private boolean isClosed() {
    return timer.isShutdown()
        || (callbacks instanceof ExecutorService service && service.isShutdown());
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

  /**
   * A task until it is handed over. Guarded by its monitor, so that a cancellation finds it between
   * two offers too.
   */
  private final class Pending implements Cancellation {
    private final Runnable task;
    private @Nullable Future<?> timed;
    private boolean cancelled;

    Pending(Runnable task) {
      this.task = task;
    }

    synchronized void in(Duration delay) {
      if (cancelled) {
        return;
      }
      try {
        timed = timer.schedule(this::offer, delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException closed) {
        // Closed: nothing will run any more, which is what a cancelled task looks like.
        timed = null;
      }
    }

    private void offer() {
      try {
        callbacks.execute(task);
      } catch (RejectedExecutionException full) {
        if (!isClosed()) {
          again(full);
        }
      }
    }

    void again(RejectedExecutionException full) {
      log.debug("The executor of callbacks is full; a task is offered again in {}", AGAIN, full);
      in(AGAIN);
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      Future<?> waiting = timed;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
