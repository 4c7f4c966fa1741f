package io.holdfast.locks;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Transaction;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Frees a lock, or hands it to the oldest ticket; goes on until the outcome is known or {@code
 * over}. Confined to the session's mailbox.
 */
final class Release {
  private final Session session;
  private final LockKeys keys;
  private final String attempt;
  private final LeaseRef lease;
  private final BooleanSupplier over;
  private final Consumer<ReleaseOutcome> done;
  private final Backoff backoff;
  private Consumer<Throwable> refused = error -> {};
  private long revision;

  /** Whether an earlier sending may have arrived. */
  private boolean uncertain;

  /**
   * A release of the hold of {@code attempt}, last known at {@code revision}.
   *
   * @param lease that owns the hold: where the bucket was deleted and begun anew, somebody else's
   *     hold may stand at the same revision, but never with the same lease
   * @param over whether the hold has ended by other means, with its lease
   */
  Release(
      Session session,
      LockKeys keys,
      String attempt,
      LeaseRef lease,
      long revision,
      BooleanSupplier over,
      Consumer<ReleaseOutcome> done) {
    this.session = session;
    this.keys = keys;
    this.attempt = attempt;
    this.lease = lease;
    this.revision = revision;
    this.over = over;
    this.done = done;
    this.backoff = session.backoff();
  }

  /**
   * Whom to tell when the store refuses for a reason that does not pass by itself. It goes on
   * trying: the reason may be mended, and nothing else would free the lock while its lease lives.
   */
  Release whenRefused(Consumer<Throwable> told) {
    refused = told;
    return this;
  }

  /** One write: it goes to whoever waits first, or is free. */
  void begin() {
    var handOver =
        Transaction.when(new Condition.KeyAt(keys.lock(), revision))
            .and(new Condition.LeaseAlive(lease))
            .then(LockRecord.handOver(keys))
            .build();
    session.ask(
        bucket -> bucket.commitAsync(handOver),
        result -> {
          if (result instanceof Transaction.Result.Committed committed) {
            released(committed.revisions() > 1);
          } else {
            look();
          }
        },
        error -> {
          uncertain |= error instanceof IndeterminateException;
          tryAgain(error);
        });
  }

  private void released(boolean handedOver) {
    if (handedOver) {
      session.busy.add(keys);
    } else {
      session.busy.remove(keys);
    }
    done.accept(handedOver ? ReleaseOutcome.HANDED_OVER : ReleaseOutcome.RELEASED);
  }

  private void look() {
    session.ask(bucket -> bucket.getAsync(keys.lock()), this::decide, this::tryAgain);
  }

  /** The lock is not where it was: rewritten, or an earlier sending arrived, or it was lost. */
  private void decide(Optional<Entry> lock) {
    if (lock.isPresent() && LockRecord.belongsTo(lock.get(), attempt)) {
      revision = lock.get().revision();
      begin();
    } else if (uncertain) {
      released(lock.isPresent());
    } else {
      done.accept(ReleaseOutcome.LOST);
    }
  }

  private void tryAgain(Throwable error) {
    if (over.getAsBoolean() || error instanceof NotFoundException) {
      done.accept(ReleaseOutcome.LOST);
    } else {
      if (!Session.isPassing(error)) {
        refused.accept(error);
      }
      session.after(backoff.next(), this::look);
    }
  }
}
