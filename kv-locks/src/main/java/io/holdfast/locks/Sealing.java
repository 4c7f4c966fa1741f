package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Seals an attempt, so that none of its transactions can succeed any more, then looks whether one
 * had: after that its outcome is known. Goes on until then or until the attempt's lease has ended.
 * Confined to the session's mailbox.
 */
final class Sealing {
  private final Session session;
  private final LockKeys keys;
  private final LockRecord attempt;
  private final LeaseTerm term;
  private final Consumer<Optional<Entry>> known;
  private final Backoff backoff;

  /** {@code known} gets the lock's entry if the attempt holds it. */
  Sealing(
      Session session,
      LockKeys keys,
      LockRecord attempt,
      LeaseTerm term,
      Consumer<Optional<Entry>> known) {
    this.session = session;
    this.keys = keys;
    this.attempt = attempt;
    this.term = term;
    this.known = known;
    this.backoff = session.backoff();
  }

  /** Seals an attempt that was given up, and releases what it may have been granted. */
  static void giveUp(Session session, LockKeys keys, LockRecord attempt, LeaseTerm term) {
    new Sealing(
            session,
            keys,
            attempt,
            term,
            lock ->
                lock.ifPresent(
                    held ->
                        new Release(
                                session,
                                keys,
                                attempt.attempt(),
                                attempt.lease(),
                                held.revision(),
                                () -> term.ended() != null,
                                outcome -> {})
                            .begin()))
        .seal();
  }

  /** By a marker that no bucket refuses, unlike a purge: a ticket left behind could be granted. */
  void seal() {
    var seal =
        Transaction.always()
            .then(
                new Operation.Delete(
                    keys.ticket(attempt.lease(), attempt.attempt()),
                    Headers.NONE,
                    Session.SETTLING))
            .build();
    session.ask(
        bucket -> bucket.commitAsync(seal), done -> look(), error -> again(error, this::seal));
  }

  private void look() {
    session.ask(
        bucket -> bucket.getAsync(keys.lock()),
        lock -> known.accept(lock.filter(entry -> LockRecord.belongsTo(entry, attempt.attempt()))),
        error -> again(error, this::look));
  }

  private void again(Throwable error, Runnable step) {
    if (term.ended() != null || error instanceof NotFoundException) {
      known.accept(Optional.empty());
    } else {
      session.after(backoff.next(), step);
    }
  }
}
