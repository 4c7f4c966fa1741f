package io.holdfast.raft.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks from any thread to one, in order. That one rests when there is nothing to do, and is
 * woken only when it rests.
 *
 * <p>Lock-free: who gives adds the task and then reads {@link #resting}; who takes sets {@link
 * #resting} and then looks for a task; one of them sees the other.
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

  /** No task is to be waited for any more; true when the taker has to be woken for that. */
  boolean close() {
    closed = true;
    return resting;
  }

  /**
   * Whether what was given before this question may never be taken. Where it says no, every task
   * given by then is taken: the taker looks for the last one after it has seen the end.
   */
  boolean isClosed() {
    return closed;
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
