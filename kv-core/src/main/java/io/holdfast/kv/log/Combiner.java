package io.holdfast.kv.log;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time without a thread of its own: whoever brings a task when none runs, runs
 * it, and then those that others brought meanwhile (flat combining). Nobody ever waits. Thread-safe
 * and lock-free.
 *
 * <p>Threading: {@link #waiting} counts the tasks that are queued or running. Who raises it from 0
 * runs tasks until it is 0 again; raising and lowering it is the happens-before edge from each task
 * to the next. Tasks of one thread run in their order. A task must not throw.
 */
final class Combiner {
  /** Tasks that one call runs for others before it hands the rest over. */
  private static final int FAIR_RUN = 1024;

  private final Executor helpers;
  private final Queue<Runnable> tasks;
  private final AtomicInteger waiting = new AtomicInteger();

  /** A combiner that hands long runs over to {@code helpers}. */
  Combiner(Executor helpers) {
    this(helpers, new ConcurrentLinkedQueue<>());
  }

  /** The same with a concurrent queue of the caller's, which tests hold up. */
  Combiner(Executor helpers, Queue<Runnable> tasks) {
    this.helpers = helpers;
    this.tasks = tasks;
  }

  /** Runs {@code task} on this thread at once, or leaves it to the thread that is running tasks. */
  void run(Runnable task) {
    if (waiting.compareAndSet(0, 1)) {
      if (!tasks.isEmpty()) {
        // Somebody has added a task and not counted it yet, so that one was run too many of those
        // that are counted: an earlier one of this thread may still be there.
        tasks.add(task);
        drain();
        return;
      }
      task.run();
      if (waiting.decrementAndGet() != 0) {
        drain();
      }
      return;
    }
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      drain();
    }
  }

  /** How many tasks are queued or running, at this moment. */
  int waiting() {
    return waiting.get();
  }

  private void drain() {
    for (int ran = 1; ; ran++) {
      tasks.remove().run();
      if (waiting.decrementAndGet() == 0) {
        return;
      }
      if (ran % FAIR_RUN == 0 && handedOver()) {
        return;
      }
    }
  }

  private boolean handedOver() {
    try {
      helpers.execute(this::drain);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }
}
