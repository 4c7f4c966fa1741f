package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result;
import io.holdfast.kv.time.Scheduler;
import java.util.function.Consumer;

/**
 * One attempt to get one lock, with one id and one lease: the steps of {@code
 * docs/lock-protocol.md} under "Acquiring". Confined to the session's mailbox.
 */
final class Attempt implements LeaseListener, TicketWatch.Waiter {
  /**
   * Vain turns between taking at once and queueing behind a holder before it queues in any case.
   */
  private static final int MOST_TURNS = 2;

  private final Session session;
  private final Lease lease;
  private final LockKeys keys;
  private final LockRecord record;
  private final boolean queueing;
  private final AttemptEnding ending;
  private final String ticketKey;
  private final AttemptWrites writes;
  private final Backoff backoff;
  private final Patience patience;

  private boolean over;
  private int turns;
  private long ticketRevision;
  private Scheduler.Cancellation pause = () -> {};

  Attempt(Session session, Lease lease, Acquisition.Wish wish, AttemptEnding ending) {
    this.session = session;
    this.lease = lease;
    this.keys = wish.keys();
    this.queueing = wish.queueing();
    this.ending = ending;
    this.record =
        new LockRecord(session.newId(), lease.ref(), session.options.owner(), wish.value());
    this.ticketKey = keys.ticket(lease.ref(), record.attempt());
    this.writes = new AttemptWrites(keys, record, ticketKey);
    this.backoff = session.backoff();
    this.patience = new Patience(session, this::look, this::event, () -> later(this::look));
  }

  LockRecord record() {
    return record;
  }

  Lease lease() {
    return lease;
  }

  void start() {
    lease.add(this);
    if (over) {
      return;
    }
    if (queueing && session.busy.contains(keys)) {
      queueBehind();
    } else {
      takeAtOnce();
    }
  }

  /** Ends it; whatever it was or will be granted is given back in the background. */
  void giveUp() {
    if (!over) {
      finish();
      Sealing.giveUp(session, keys, record, lease.term());
    }
  }

  @Override
  public void lost(LossReason reason) {
    if (!over) {
      finish();
      ending.gone();
    }
  }

  private void takeAtOnce() {
    commit(
        writes.takeAtOnce(),
        this::tookAtOnce,
        this::notTaken,
        this::takeAtOnce,
        this::takeAtOnceFailed);
  }

  private void tookAtOnce(Result.Committed committed) {
    session.busy.remove(keys);
    granted(committed.token(0), committed.firstRevision());
  }

  private void notTaken(Result.Refused why) {
    session.busy.add(keys);
    if (!queueing) {
      finish();
      ending.busy();
    } else if (AttemptWrites.wasHeld(why) && turns++ < MOST_TURNS) {
      queueBehind();
    } else {
      queue();
    }
  }

  private void takeAtOnceFailed(Throwable error) {
    if (!(error instanceof IndeterminateException)) {
      again(error, this::takeAtOnce);
    } else if (queueing) {
      queue();
    } else {
      new Sealing(
              session,
              keys,
              record,
              lease.term(),
              found -> {
                // Once it was given up, another sealing is under way that gives back what there is.
                if (!over && found.isPresent()) {
                  granted(LockRecord.token(found.get()), found.get().revision());
                } else if (!over) {
                  finish();
                  ending.gone();
                }
              })
          .seal();
    }
  }

  /**
   * Queues behind a holder. The lock is held when the ticket is written, so its release finds the
   * ticket, and there is nothing to look for.
   */
  private void queueBehind() {
    lease.tickets().add(ticketKey, this);
    commit(
        writes.queueBehind(),
        committed -> {
          ticketRevision = committed.firstRevision();
          ending.queued();
          patience.waitFor(keys.lock(), ticketRevision);
        },
        why -> {
          if (AttemptWrites.isQueued(why)) {
            look();
          } else {
            takeAtOnce();
          }
        },
        this::queueBehind,
        error -> again(error, this::queue));
  }

  /** Queues, whoever holds the lock or does not. */
  private void queue() {
    lease.tickets().add(ticketKey, this);
    // A refusal means that an earlier sending arrived.
    commit(
        writes.queue(),
        committed -> {
          ticketRevision = committed.firstRevision();
          look();
        },
        why -> look(),
        this::queue,
        error -> again(error, this::queue));
  }

  @Override
  public void look() {
    pause.cancel();
    if (over) {
      return;
    }
    session.ask(
        bucket -> bucket.entriesAsync(keys.lock(), keys.tickets()),
        this::decide,
        error -> again(error, this::look));
  }

  private void decide(Listing<Entry> listing) {
    if (over) {
      return;
    }
    var line = Line.of(listing, keys, ticketKey);
    Entry lock = line.lock();
    Entry mine = line.mine();
    Entry before = line.before();
    if (lock != null && LockRecord.belongsTo(lock, record.attempt())) {
      if (mine == null) {
        granted(LockRecord.token(lock), lock.revision());
      } else {
        remove(mine);
      }
    } else if (mine == null) {
      finish();
      lease.verify();
      ending.gone();
    } else {
      ticketRevision = mine.revision();
      ending.queued();
      if (before != null && LockRecord.of(before) == null) {
        // Not a ticket of this protocol: nobody could ever be granted behind it.
        remove(before);
      } else if (before != null) {
        patience.waitFor(before.key(), line.revision());
      } else if (lock != null) {
        patience.waitFor(keys.lock(), line.revision());
      } else {
        takeAsFirst();
      }
    }
  }

  /** A ticket that is in the way, such as one written after an early sending took the lock. */
  private void remove(Entry ticket) {
    commit(
        AttemptWrites.remove(ticket),
        committed -> look(),
        why -> look(),
        this::look,
        error -> again(error, this::look));
  }

  private void takeAsFirst() {
    commit(
        writes.takeAsFirst(ticketRevision),
        committed -> granted(committed.token(0), committed.firstRevision()),
        why -> look(),
        this::look,
        error -> again(error, this::look));
  }

  /** The lock or the ticket before this one has changed. */
  private void event(Entry entry) {
    if (entry.key().equals(keys.lock()) && !entry.isMarker()) {
      if (LockRecord.belongsTo(entry, record.attempt())) {
        granted(LockRecord.token(entry), entry.revision());
      }
    } else if (entry.key().equals(keys.lock())) {
      takeAsFirst();
    } else {
      look();
    }
  }

  @Override
  public void granted(FencingToken token, long revision) {
    if (over) {
      return;
    }
    if (lease.term().ended() != null) {
      // Learned of too late: it does not count, and goes with the lease (guarantee G29).
      lost(new LossReason.Expired());
      return;
    }
    finish();
    ending.granted(this, token, revision);
  }

  /**
   * Commits unless the attempt ends meanwhile.
   *
   * @param refused a condition did not hold
   * @param step what to go on with should the store have taken the lease for dead wrongly
   */
  private void commit(
      Transaction transaction,
      Consumer<Result.Committed> committed,
      Consumer<Result.Refused> refused,
      Runnable step,
      Consumer<Throwable> failed) {
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
        error -> {
          if (!over) {
            failed.accept(error);
          }
        });
  }

  private void again(Throwable error, Runnable step) {
    if (Session.isPassing(error)) {
      ending.hindered(error);
      later(step);
    } else if (error instanceof NotFoundException) {
      lease.verify();
      later(step);
    } else {
      giveUp();
      ending.failed(error);
    }
  }

  private void later(Runnable step) {
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

  private void finish() {
    over = true;
    lease.remove(this);
    lease.tickets().remove(ticketKey);
    pause.cancel();
    patience.end();
  }
}
