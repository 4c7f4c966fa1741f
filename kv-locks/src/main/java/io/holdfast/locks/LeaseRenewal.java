package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease alive in the store: a renewal each third of its time to live, sent again without
 * waiting for an answer that is late (guarantees G25, G29). What is confirmed prolongs the term;
 * that the lease is gone ends it. Confined to the session's mailbox, but for {@link #inDoubt}.
 */
final class LeaseRenewal {
  private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

  private final Session session;
  private final LeaseRecord record;
  private final LeaseTerm term;
  private final Runnable onConfirmed;
  private final AtomicBoolean doubtPosted = new AtomicBoolean();

  /** Renewals sent and not known to be superseded, by number. */
  private final TreeMap<Long, Moment> sent = new TreeMap<>();

  private final long createdAt;
  private long revision;
  private long renewals;
  private boolean over;
  private Moment confirmed;
  private Backoff backoff;
  private Scheduler.Cancellation timer = () -> {};

  /**
   * Nothing happens before {@link #begin}.
   *
   * @param created when the creation was first sent
   * @param revision of the creation
   * @param onConfirmed the term was prolonged
   */
  LeaseRenewal(
      Session session,
      LeaseRecord record,
      LeaseTerm term,
      Moment created,
      long revision,
      Runnable onConfirmed) {
    this.session = session;
    this.record = record;
    this.term = term;
    this.confirmed = created;
    this.createdAt = revision;
    this.revision = revision;
    this.onConfirmed = onConfirmed;
    this.backoff = session.backoff();
  }

  void begin() {
    schedule(pause(confirmed));
  }

  void end() {
    over = true;
    timer.cancel();
  }

  /** How long ago the last confirmed renewal was first sent. */
  Duration sinceConfirmed() {
    return since(confirmed);
  }

  /** The term may be over, since the machine seems to have been suspended. Any thread. */
  void inDoubt() {
    if (doubtPosted.compareAndSet(false, true)) {
      session.post(this::renewNow);
    }
  }

  /** Sends a renewal now, unless one has just been sent. */
  void renewNow() {
    boolean recent =
        !sent.isEmpty()
            && session.clock.nanos() - sent.lastEntry().getValue().nanos()
                < record.ttl().toNanos() / 20;
    if (!recent) {
      renew();
    }
    doubtPosted.set(false);
  }

  private Duration pause(Moment from) {
    double third = record.ttl().toNanos() / 3.0;
    double jittered = third * (0.9 + 0.2 * session.options.random().nextDouble());
    return Duration.ofNanos((long) jittered - (session.clock.nanos() - from.nanos()));
  }

  private void schedule(Duration pause) {
    timer.cancel();
    timer = session.after(pause, this::renew);
  }

  private void renew() {
    if (over || term.ended() != null) {
      return;
    }
    var now = Moment.now(session.clock);
    sent.values().removeIf(earlier -> now.nanos() - earlier.nanos() > record.ttl().toNanos());
    long number = ++renewals;
    sent.put(number, now);
    schedule(pause(now));
    session.ask(
        bucket ->
            bucket.updateAsync(record.key(), record.label(), revision, record.options(number)),
        newRevision -> {
          session.events.renewed(true, since(now));
          renewed(number, newRevision);
        },
        error -> {
          session.events.renewed(false, since(now));
          failed(error);
        });
  }

  private Duration since(Moment moment) {
    return Duration.ofNanos(session.clock.nanos() - moment.nanos());
  }

  private void renewed(long number, long newRevision) {
    revision = Math.max(revision, newRevision);
    var first = sent.get(number);
    sent.headMap(number, true).clear();
    if (over || first == null || !term.confirm(first)) {
      return;
    }
    confirmed = first;
    backoff = session.backoff();
    onConfirmed.run();
  }

  private void failed(Throwable error) {
    if (over) {
      return;
    }
    if (error instanceof WrongRevisionException) {
      verify();
    } else if (error instanceof NotFoundException) {
      // The bucket is gone, and every lease with it.
      term.end(new LossReason.Forced());
    } else {
      log.debug("Renewal of lease {} failed, trying again", record.key(), error);
      schedule(backoff.next());
    }
  }

  /** Asks the store how the lease stands: which renewal arrived last, or that it is gone. */
  void verify() {
    if (!over) {
      session.ask(bucket -> bucket.getAsync(record.key()), this::verified, this::failed);
    }
  }

  private void verified(Optional<Entry> found) {
    if (found.isEmpty()) {
      session.ask(
          bucket -> bucket.historyAsync(record.key()),
          history -> term.end(LeaseRecord.reasonIn(history.items())),
          unknown -> term.end(new LossReason.Expired()));
      return;
    }
    long number = LeaseRecord.renewalOf(found.get());
    if (number == 0 && found.get().revision() != createdAt) {
      // The store ended this instance, and then an earlier sending of its creation arrived, late.
      // What stands under the key now owns nothing; it expires by itself.
      term.end(new LossReason.Expired());
      return;
    }
    renewed(number, found.get().revision());
    schedule(sent.isEmpty() ? pause(Moment.now(session.clock)) : backoff.next());
  }
}
