package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Transaction.Result;

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
  private final AttemptRequests requests;
  private final Patience patience;

  private int turns;
  private long ticketRevision;

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
    this.requests = new AttemptRequests(session, lease, ending::hindered, this::failed);
    this.patience =
        new Patience(session, this::look, this::event, () -> requests.later(this::look));
  }

  LockRecord record() {
    return record;
  }

  Lease lease() {
    return lease;
  }

  void start() {
    lease.add(this);
    if (requests.over()) {
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
    if (!requests.over()) {
      finish();
      Sealing.giveUp(session, keys, record, lease.term());
    }
  }

  @Override
  public void lost(LossReason reason) {
    if (!requests.over()) {
      finish();
      ending.gone();
    }
  }

  private void takeAtOnce() {
    requests.commit(
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
      requests.again(error, this::takeAtOnce);
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
                if (!requests.over() && found.isPresent()) {
                  granted(LockRecord.token(found.get()), found.get().revision());
                } else if (!requests.over()) {
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
    requests.commit(
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
        error -> requests.again(error, this::queue));
  }

  /** Queues, whoever holds the lock or does not. */
  private void queue() {
    lease.tickets().add(ticketKey, this);
    // A refusal means that an earlier sending arrived.
    requests.commit(
        writes.queue(),
        committed -> {
          ticketRevision = committed.firstRevision();
          look();
        },
        why -> look(),
        this::queue,
        error -> requests.again(error, this::queue));
  }

  @Override
  public void look() {
    requests.goOn();
    if (requests.over()) {
      return;
    }
    session.ask(
        bucket -> bucket.entriesAsync(keys.lock(), keys.tickets()),
        this::decide,
        error -> requests.again(error, this::look));
  }

  private void decide(Listing<Entry> listing) {
    if (requests.over()) {
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
      // A ticket under way may still arrive: it is sealed, or the lock could be granted to nobody.
      lease.verify();
      giveUp();
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
    requests.commit(
        AttemptWrites.remove(ticket),
        committed -> look(),
        why -> look(),
        this::look,
        error -> requests.again(error, this::look));
  }

  private void takeAsFirst() {
    requests.commit(
        writes.takeAsFirst(ticketRevision),
        committed -> granted(committed.token(0), committed.firstRevision()),
        why -> look(),
        this::look,
        error -> requests.again(error, this::look));
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
    if (requests.over()) {
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

  private void failed(Throwable error) {
    giveUp();
    ending.failed(error);
  }

  private void finish() {
    requests.end();
    lease.remove(this);
    lease.tickets().remove(ticketKey);
    patience.end();
  }
}
