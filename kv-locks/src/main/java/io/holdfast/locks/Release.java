package io.holdfast.locks;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Listing;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
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
  private final BooleanSupplier over;
  private final Consumer<ReleaseOutcome> done;
  private final Backoff backoff;
  private Consumer<Throwable> refused = error -> {};
  private long revision;

  /** What an earlier sending of unknown outcome may have done. */
  private ReleaseOutcome perhaps = ReleaseOutcome.LOST;

  /**
   * A release of the hold of {@code attempt}, last known at {@code revision}.
   *
   * @param over whether the hold has ended by other means, with its lease
   */
  Release(
      Session session,
      LockKeys keys,
      String attempt,
      long revision,
      BooleanSupplier over,
      Consumer<ReleaseOutcome> done) {
    this.session = session;
    this.keys = keys;
    this.attempt = attempt;
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

  /**
   * Hands it over to whom this client believes to be the first in line, else frees it.
   *
   * @param othersWaited whether somebody waited when it was granted
   */
  void begin(boolean othersWaited) {
    Entry first = session.lines.first(keys);
    if (first != null) {
      handOver(first);
    } else if (othersWaited) {
      look();
    } else {
      free();
    }
  }

  /** Frees it on condition that nobody waits. */
  void free() {
    var free =
        Transaction.when(new Condition.KeyAt(keys.lock(), revision))
            .and(new Condition.NewestUnder(keys.queue(), 0))
            .then(new Operation.Purge(keys.lock(), Headers.NONE, Session.MARKER))
            .build();
    commit(free, committed -> {}, ReleaseOutcome.RELEASED);
  }

  /** Looks who waits first. */
  void look() {
    session.ask(
        bucket -> bucket.entriesAsync(keys.lock(), keys.tickets()), this::decide, this::tryAgain);
  }

  private void decide(Listing<Entry> listing) {
    session.lines.seen(keys, listing);
    Entry lock = null;
    Entry oldest = null;
    for (var entry : listing.items()) {
      if (entry.key().equals(keys.lock())) {
        lock = entry;
      } else if (oldest == null || entry.revision() < oldest.revision()) {
        oldest = entry;
      }
    }
    if (lock == null || !LockRecord.belongsTo(lock, attempt)) {
      done.accept(perhaps);
      return;
    }
    revision = lock.revision();
    if (oldest == null) {
      free();
    } else {
      handOver(oldest);
    }
  }

  private void handOver(Entry ticket) {
    var grantee = LockRecord.of(ticket);
    if (grantee == null) {
      // Not a ticket of this protocol: nobody could ever be granted behind it.
      var remove =
          Transaction.when(new Condition.KeyAt(ticket.key(), ticket.revision()))
              .then(new Operation.Delete(ticket.key(), Headers.NONE, Session.SETTLING));
      session.ask(bucket -> bucket.commitAsync(remove.build()), removed -> look(), this::tryAgain);
      return;
    }
    var handOver =
        Transaction.when(new Condition.KeyAt(keys.lock(), revision))
            .and(new Condition.OldestUnder(keys.queue(), ticket.revision()))
            .then(grantee.put(keys.lock()))
            .then(LockRecord.removeGranted(ticket.key()))
            .build();
    commit(handOver, committed -> handedOver(ticket, committed), ReleaseOutcome.HANDED_OVER);
  }

  private void handedOver(Entry ticket, Transaction.Result.Committed committed) {
    session.lines.passed(keys, ticket.revision());
    session.granted(ticket.key(), committed.token(0), committed.firstRevision());
  }

  private void commit(
      Transaction transaction,
      Consumer<Transaction.Result.Committed> committed,
      ReleaseOutcome outcome) {
    session.ask(
        bucket -> bucket.commitAsync(transaction),
        result -> {
          if (result instanceof Transaction.Result.Committed success) {
            committed.accept(success);
            done.accept(outcome);
          } else {
            look();
          }
        },
        error -> {
          perhaps = outcome;
          tryAgain(error);
        });
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
