package io.holdfast.kv.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what callers and listeners are to hear over to callback threads: a burst, such as the
 * answers to one batch of the log, takes a few threads and not one per task, and a task that blocks
 * holds up no other. Thread-safe and lock-free.
 *
 * <p>Threading: while a task waits in the queue, either a thread is about to start ({@link
 * #starting}), or a running one has yet to look at the queue before it runs its next task. So
 * whoever runs a task, which may block, has first seen to a successor for those behind it.
 */
final class Callbacks implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private final Executor threads;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean starting = new AtomicBoolean();

  Callbacks(Executor threads) {
    this.threads = threads;
  }

  /**
   * Runs {@code task} on another thread; here when the threads are closed, since somebody may wait
   * for it.
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!isStarted()) {
      drain();
    }
  }

  /** Sees to it that a thread is about to start; false when none can any more. */
  private boolean isStarted() {
    if (!starting.compareAndSet(false, true)) {
      return true;
    }
    try {
      threads.execute(this::begin);
      return true;
    } catch (RejectedExecutionException closed) {
      starting.set(false);
      return false;
    }
  }

  private void begin() {
    starting.set(false);
    drain();
  }

  private void drain() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      if (!tasks.isEmpty() && !isStarted()) {
        log.debug("The callback threads are closed; the rest runs here");
      }
      run(task);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A callback failed; the next one runs", e);
    }
  }
}
