package io.holdfast.locks;

import io.holdfast.kv.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs while a lock is held, on its caller's thread. Guarded by itself: the thread is
 * interrupted only between the beginning and the end of the task.
 */
final class GuardedSection {
  private static final Logger log = LoggerFactory.getLogger(GuardedSection.class);

  private final Session session;
  private final MutexHandle held;
  private final Thread worker = Thread.currentThread();
  private boolean running = true;
  private boolean interrupted;
  private Scheduler.Cancellation report = () -> {};

  GuardedSection(Session session, MutexHandle held) {
    this.session = session;
    this.held = held;
  }

  <T, X extends Exception> T run(GuardedTask<T, X> task) throws X, InterruptedException {
    held.onLost(this::interrupt);
    T result;
    try {
      result = task.run(held);
    } catch (Throwable thrown) {
      end();
      if (isLost()) {
        var lost = new LockLostException(held.name(), held.token(), held.state());
        lost.addSuppressed(thrown);
        throw lost;
      }
      throw thrown;
    }
    end();
    if (isLost()) {
      throw new LockLostException(held.name(), held.token(), held.state());
    }
    return result;
  }

  /** Released by the task itself is not lost; in doubt is. */
  private boolean isLost() {
    return !held.held() && !(held.state() instanceof HoldState.Released);
  }

  private synchronized void interrupt(LossReason reason) {
    if (running) {
      interrupted = true;
      worker.interrupt();
      var margin =
          session
              .options
              .leaseTtl()
              .multipliedBy((long) (session.options.safetyMargin() * 1000))
              .dividedBy(1000);
      report = session.after(margin, this::reportIfRunning);
    }
  }

  private synchronized void reportIfRunning() {
    if (running) {
      var stack = new Throwable("the task is here");
      stack.setStackTrace(worker.getStackTrace());
      log.error(
          "The task under lock '{}' still runs, and others may hold the lock now; only token {} protects what it does",
          held.name(),
          held.token(),
          stack);
    }
  }

  private synchronized void end() {
    running = false;
    report.cancel();
    if (interrupted) {
      // Our own interruption is answered by the exception; the caller's thread goes on without it.
      Thread.interrupted();
    }
  }
}
