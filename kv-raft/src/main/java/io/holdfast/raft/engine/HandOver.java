package io.holdfast.raft.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks from any thread to one, in order. That one rests when there is nothing to do, and is
 * woken only when it rests.
 *
 * <p>Lock-free: who gives adds the task and then reads {@link #resting}; who takes sets {@link
 * #resting} and then looks for a task; one of them sees the other. Likewise at the end: who gives
 * adds the task and then reads {@link #closed}; where it says no, every task given by then is
 * taken, since the taker looks for the last one after it has seen the end.
 */
final class HandOver {
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean resting;
  private volatile boolean closed;

  /** Adds a task; true when the taker has to be woken for it. */
  boolean give(Runnable task) {
    tasks.add(task);
    return resting;
  }

  /**
   * Adds a task that is done in its turn, or else, since nobody may take it any more, ends at once
   * with {@code late} on this thread: one of the two, and once. True when the taker has to be woken
   * for it.
   */
  boolean give(Runnable task, Runnable late) {
    var begun = new AtomicBoolean();
    boolean wake =
        give(
            () -> {
              if (begun.compareAndSet(false, true)) {
                task.run();
              }
            });
    if (closed && begun.compareAndSet(false, true)) {
      late.run();
    }
    return wake;
  }

  /** No task is to be waited for any more; true when the taker has to be woken for that. */
  boolean close() {
    closed = true;
    return resting;
  }

  /** The next task, waited for; null once closed and empty. One thread only. */
  @Nullable Runnable take() {
    Runnable next = tasks.poll();
    while (next == null && !closed) {
      next = takeOrRest();
      if (next == null && !closed) {
        LockSupport.park(this);
      }
    }
    resting = false;
    // Closed: what was given before is still to be done.
    return next == null ? tasks.poll() : next;
  }

  /**
   * The next task; null: there is none, and who gives one from now on knows that the taker rests.
   */
  @Nullable Runnable takeOrRest() {
    resting = true;
    Runnable next = tasks.poll();
    if (next != null) {
      resting = false;
    }
    return next;
  }
}
