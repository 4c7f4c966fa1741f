package io.holdfast.locks;

import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result;
import io.holdfast.kv.time.Scheduler;
import java.util.function.Consumer;

/**
 * Makes the requests of one attempt: what an answer leads to is not done once the attempt is over,
 * and a step that could not be made is made again after a pause. Confined to the session's mailbox.
 */
final class AttemptRequests {
  private final Session session;
  private final Lease lease;
  private final Consumer<Throwable> hindered;
  private final Consumer<Throwable> failed;
  private final Backoff backoff;

  private boolean over;
  private Scheduler.Cancellation pause = () -> {};

  /**
   * Requests of an attempt that {@code lease} stands for.
   *
   * @param hindered the store could not be asked; the step is made again
   * @param failed the store refuses, and trying again is no use
   */
  AttemptRequests(
      Session session, Lease lease, Consumer<Throwable> hindered, Consumer<Throwable> failed) {
    this.session = session;
    this.lease = lease;
    this.hindered = hindered;
    this.failed = failed;
    this.backoff = session.backoff();
  }

  boolean over() {
    return over;
  }

  void end() {
    over = true;
    pause.cancel();
  }

  /**
   * Commits.
   *
   * @param refused a condition did not hold
   * @param step what to go on with should the store have taken the lease for dead wrongly
   */
  void commit(
      Transaction transaction,
      Consumer<Result.Committed> committed,
      Consumer<Result.Refused> refused,
      Runnable step,
      Consumer<Throwable> error) {
    session.ask(
        bucket -> bucket.commitAsync(transaction),
        result -> {
          if (over) {
            return;
          }
          if (result instanceof Result.Committed success) {
            committed.accept(success);
          } else if (result instanceof Result.Refused why && why.conditionIndex() >= 0) {
            refused.accept(why);
          } else {
            lease.verify();
            later(step);
          }
        },
        thrown -> {
          if (!over) {
            error.accept(thrown);
          }
        });
  }

  /** Makes {@code step} again where {@code error} may pass. */
  void again(Throwable error, Runnable step) {
    if (Session.isPassing(error)) {
      hindered.accept(error);
      later(step);
    } else if (error instanceof NotFoundException) {
      lease.verify();
      later(step);
    } else {
      failed.accept(error);
    }
  }

  /** Makes {@code step} after a pause, in place of any other that was to be made. */
  void later(Runnable step) {
    pause.cancel();
    pause =
        session.after(
            backoff.next(),
            () -> {
              if (!over) {
                step.run();
              }
            });
  }

  /** Nothing is to be made again: the next step has begun. */
  void goOn() {
    pause.cancel();
  }
}
