package io.holdfast.locks;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lease instance: created once, renewed until it is lost or closed, then deleted (guarantees
 * G25, G29). Confined to the session's mailbox, but for {@link #term} and {@link #atRisk}, which
 * any thread may read once it is ready.
 */
final class Lease {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Session session;
  private final LeaseRecord record;
  private final Duration margin;
  private final Moment created;
  private final Backoff createBackoff;
  private final Set<LeaseListener> listeners = new LinkedHashSet<>();
  private final List<Pending> waiting = new ArrayList<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private @Nullable LeaseRef ref;
  private @Nullable LeaseTerm term;
  private @Nullable LeaseRenewal renewal;
  private volatile boolean atRisk;
  private boolean over;
  private Scheduler.Cancellation deadlineTimer = () -> {};
  private @Nullable TicketWatch tickets;

  Lease(Session session) {
    this.session = session;
    this.record =
        new LeaseRecord(
            LockKeys.lease(session.newId()), session.options.owner(), session.options.leaseTtl());
    this.margin = Duration.ofNanos((long) (ttl().toNanos() * session.options.safetyMargin()));
    this.created = Moment.now(session.clock);
    this.createBackoff = session.backoff();
  }

  private record Pending(Runnable ready, Consumer<Throwable> failed) {}

  /** The lease's name in the store; only once ready. */
  LeaseRef ref() {
    return ready(ref);
  }

  /** Its local term; only once ready. */
  LeaseTerm term() {
    return ready(term);
  }

  private LeaseRenewal renewal() {
    return ready(renewal);
  }

  private <T> T ready(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("lease '" + record.key() + "' is not ready");
    }
    return part;
  }

  private Duration ttl() {
    return record.ttl();
  }

  /** Tells what becomes of the tickets that this lease owns; only once ready. */
  TicketWatch tickets() {
    if (tickets == null) {
      tickets = new TicketWatch(session, ref());
    }
    return tickets;
  }

  boolean atRisk() {
    return atRisk;
  }

  /** What one confirmed renewal gives. */
  Duration full() {
    return ttl().minus(margin);
  }

  /** Calls {@code ready} once the lease exists, or {@code failed}. */
  void whenReady(Runnable ready, Consumer<Throwable> failed) {
    if (term != null) {
      ready.run();
    } else {
      waiting.add(new Pending(ready, failed));
    }
  }

  void add(LeaseListener listener) {
    LossReason ended = term().ended();
    if (over && ended != null) {
      listener.lost(ended);
    } else {
      listeners.add(listener);
    }
  }

  void remove(LeaseListener listener) {
    listeners.remove(listener);
  }

  void create() {
    session.ask(
        bucket -> bucket.createAsync(record.key(), record.label(), record.options(0)),
        this::created,
        this::createFailed);
  }

  private void createFailed(Throwable error) {
    long age = session.clock.nanos() - created.nanos();
    if (error instanceof AlreadyExistsException) {
      // Nobody else knows this key: an earlier sending arrived.
      session.ask(
          bucket -> bucket.getAsync(record.key()), this::createdEarlier, this::createFailed);
    } else if (!over && Session.isPassing(error) && age < full().toNanos()) {
      session.after(createBackoff.next(), this::create);
    } else {
      fail(error);
    }
  }

  private void createdEarlier(Optional<Entry> found) {
    if (found.isPresent()) {
      created(found.get().revision());
    } else {
      fail(
          new UnavailableException(
              "lease '" + record.key() + "' ended before its creation was confirmed: try again"));
    }
  }

  private void created(long revision) {
    var instance = new LeaseRef(record.key(), revision);
    var begun =
        new LeaseTerm(
            session.clock,
            ttl(),
            margin,
            created,
            () -> session.post(this::ended),
            () -> renewal().inDoubt());
    ref = instance;
    term = begun;
    renewal = new LeaseRenewal(session, record, begun, created, revision, this::confirmed);
    if (over) {
      begun.end(new LossReason.Closed());
      deleteFromStore(session.backoff(), 1);
      return;
    }
    renewal.begin();
    watchDeadline();
    var ready = List.copyOf(waiting);
    waiting.clear();
    ready.forEach(each -> each.ready.run());
  }

  private void fail(Throwable error) {
    over = true;
    session.forget(this);
    gone.complete(null);
    var failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(each -> each.failed.accept(error));
  }

  /** Sends a renewal now, unless one has just been sent. */
  void renewNow() {
    renewal().renewNow();
  }

  /** Asks the store how the lease stands: which renewal arrived last, or that it is gone. */
  void verify() {
    renewal().verify();
  }

  private void confirmed() {
    atRisk = false;
    watchDeadline();
    List.copyOf(listeners).forEach(LeaseListener::confirmed);
  }

  private void watchDeadline() {
    deadlineTimer.cancel();
    if (term().ended() != null) {
      return;
    }
    long left = term().nanosLeft();
    long riskyNanos = full().toNanos() / 3;
    if (left <= riskyNanos && !atRisk) {
      atRisk = true;
      log.warn(
          "Renewals of lease {} are late: lost in {} ms unless one is confirmed",
          record.key(),
          left / 1_000_000);
      session.events.late();
      List.copyOf(listeners).forEach(LeaseListener::atRisk);
    }
    long pause = left - riskyNanos;
    if (atRisk) {
      renewNow();
      pause = Math.min(left, riskyNanos / 3);
    }
    deadlineTimer = session.after(Duration.ofNanos(Math.max(1, pause)), this::watchDeadline);
  }

  private void ended() {
    if (over) {
      return;
    }
    over = true;
    renewal().end();
    deadlineTimer.cancel();
    session.forget(this);
    if (tickets != null) {
      tickets.close();
    }
    var reason = term().ended();
    if (reason == null) {
      throw new IllegalStateException("lease '" + record.key() + "' ended without a reason");
    }
    log.atLevel(
            reason instanceof LossReason.Closed
                ? org.slf4j.event.Level.DEBUG
                : org.slf4j.event.Level.WARN)
        .log("Lease {} ended: {}", record.key(), reason.describe());
    Duration left = ttl().minus(renewal().sinceConfirmed());
    session.events.leaseLost(reason, left.isNegative() ? Duration.ZERO : left);
    deleteFromStore(session.backoff(), 1);
    var told = List.copyOf(listeners);
    listeners.clear();
    told.forEach(listener -> listener.lost(reason));
  }

  /** Ends the lease; the future completes when it is gone from the store, as far as can be told. */
  CompletableFuture<Void> close() {
    if (term != null) {
      term.end(new LossReason.Closed());
    } else if (!over) {
      over = true;
      var failed = List.copyOf(waiting);
      waiting.clear();
      failed.forEach(
          each -> each.failed.accept(new UnavailableException("the lock client is closed")));
    }
    return gone;
  }

  /** Deletes the lease until the outcome is known. What it owns goes with it. */
  private void deleteFromStore(Backoff backoff, int tries) {
    session.ask(
        bucket -> bucket.commitAsync(LeaseRecord.end(ref())),
        known -> gone.complete(null),
        error -> {
          if (Session.isPassing(error) && tries < 10) {
            session.after(backoff.next(), () -> deleteFromStore(backoff, tries + 1));
          } else {
            log.debug("Lease {} was not deleted; its time to live ends it", record.key(), error);
            gone.complete(null);
          }
        });
  }
}
