package io.holdfast.kv.time;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in the order they were given, on another executor's threads, with a
 * happens-before edge from each task to the next. Lock-free: the queue hands tasks over, and the
 * count decides who drains it.
 *
 * <p>What a task throws is logged and the next one runs. Where the executor is closed and takes
 * nothing any more, tasks run on the giving thread: none is lost, and nobody waits for ever.
 */
public final class Mailbox implements Executor {
  /**
   * Tasks run before the thread is given back, so that one busy mailbox cannot starve the others.
   */
  private static final int FAIR_RUN = 256;

  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  private final Executor threads;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** A mailbox whose tasks run on {@code threads}. */
  public Mailbox(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0 && !handedOver()) {
      drain();
    }
  }

  /**
   * Like {@link #execute}, but where nothing else runs, the calling thread runs {@code task} and
   * what is added meanwhile, which spares a hand-over. For callers that hold no lock that a task
   * may want.
   */
  public void run(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      drain();
    }
  }

  private void drain() {
    for (int ran = 1; ; ran++) {
      Runnable task = tasks.poll();
      if (task != null) {
        runSafely(task);
      }
      if (waiting.decrementAndGet() == 0) {
        return;
      }
      if (ran >= FAIR_RUN && handedOver()) {
        return;
      }
    }
  }

  private boolean handedOver() {
    try {
      threads.execute(this::drain);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("A task failed in its mailbox; the next one runs", e);
    }
  }
}
