package io.holdfast.locks;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final String RENEWAL = "Lease-Renewal";
  private static final String OWNER = "Lock-Owner";
  private static final Scheduler.Cancellation NOTHING = () -> {};

  private final Session session;
  private final String key;
  private final Duration ttl;
  private final Duration margin;
  private final Moment created;
  private final Backoff createBackoff;
  private final Set<LeaseListener> listeners = new LinkedHashSet<>();
  private final List<Pending> waiting = new ArrayList<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final AtomicBoolean doubtPosted = new AtomicBoolean();

  /** Renewals sent and not known to be superseded, by number. */
  private final TreeMap<Long, Moment> sent = new TreeMap<>();

  private @Nullable LeaseRef ref;
  private @Nullable LeaseTerm term;
  private volatile boolean atRisk;
  private long revision;
  private long renewals;
  private boolean over;
  private Moment confirmed;
  private Backoff renewBackoff;
  private Scheduler.Cancellation renewTimer = NOTHING;
  private Scheduler.Cancellation deadlineTimer = NOTHING;
  private @Nullable TicketWatch tickets;

  Lease(Session session) {
    this.session = session;
    this.key = LockKeys.lease(session.newId());
    this.ttl = session.options.leaseTtl();
    this.margin = Duration.ofNanos((long) (ttl.toNanos() * session.options.safetyMargin()));
    this.created = Moment.now(session.clock);
    this.confirmed = created;
    this.createBackoff = session.backoff();
    this.renewBackoff = session.backoff();
  }

  private record Pending(Runnable ready, Consumer<Throwable> failed) {}

  /** The lease's name in the store; only once ready. */
  LeaseRef ref() {
    if (ref == null) {
      throw new IllegalStateException("lease '" + key + "' is not ready");
    }
    return ref;
  }

  /** Its local term; only once ready. */
  LeaseTerm term() {
    if (term == null) {
      throw new IllegalStateException("lease '" + key + "' is not ready");
    }
    return term;
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
    return ttl.minus(margin);
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
        bucket -> bucket.createAsync(key, label(), options(0)), this::ready, this::createFailed);
  }

  private void createFailed(Throwable error) {
    long age = session.clock.nanos() - created.nanos();
    if (error instanceof AlreadyExistsException) {
      // Nobody else knows this key: an earlier sending arrived.
      session.ask(bucket -> bucket.getAsync(key), this::createdEarlier, this::createFailed);
    } else if (!over && Session.isPassing(error) && age < full().toNanos()) {
      session.after(createBackoff.next(), this::create);
    } else {
      fail(error);
    }
  }

  private void createdEarlier(Optional<Entry> found) {
    if (found.isPresent()) {
      ready(found.get().revision());
    } else {
      fail(
          new UnavailableException(
              "lease '" + key + "' ended before its creation was confirmed: try again"));
    }
  }

  private void ready(long creationRevision) {
    revision = creationRevision;
    ref = new LeaseRef(key, creationRevision);
    term =
        new LeaseTerm(
            session.clock,
            ttl,
            margin,
            created,
            () -> session.post(this::ended),
            this::renewInDoubt);
    if (over) {
      term.end(new LossReason.Closed());
      deleteFromStore(session.backoff(), 1);
      return;
    }
    scheduleRenewal(renewalPause(created));
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

  // Renewing

  private Duration renewalPause(Moment from) {
    double jittered = ttl.toNanos() / 3.0 * (0.9 + 0.2 * session.options.random().nextDouble());
    return Duration.ofNanos((long) jittered - (session.clock.nanos() - from.nanos()));
  }

  private void scheduleRenewal(Duration pause) {
    renewTimer.cancel();
    renewTimer = session.after(pause, this::renew);
  }

  private void renewInDoubt() {
    if (doubtPosted.compareAndSet(false, true)) {
      session.post(this::renewNow);
    }
  }

  /** Sends a renewal now, unless one has just been sent. */
  void renewNow() {
    boolean recent =
        !sent.isEmpty()
            && session.clock.nanos() - sent.lastEntry().getValue().nanos() < ttl.toNanos() / 20;
    if (!recent) {
      renew();
    }
    doubtPosted.set(false);
  }

  private void renew() {
    if (over || term().ended() != null) {
      return;
    }
    var now = Moment.now(session.clock);
    sent.values().removeIf(earlier -> now.nanos() - earlier.nanos() > ttl.toNanos());
    long number = ++renewals;
    sent.put(number, now);
    scheduleRenewal(renewalPause(now));
    session.ask(
        bucket -> bucket.updateAsync(key, label(), revision, options(number)),
        newRevision -> {
          session.events.renewed(true, since(now));
          renewed(number, newRevision);
        },
        error -> {
          session.events.renewed(false, since(now));
          renewFailed(error);
        });
  }

  private Duration since(Moment moment) {
    return Duration.ofNanos(session.clock.nanos() - moment.nanos());
  }

  private void renewed(long number, long newRevision) {
    revision = Math.max(revision, newRevision);
    var first = sent.get(number);
    sent.headMap(number, true).clear();
    if (over || first == null || !term().confirm(first)) {
      return;
    }
    confirmed = first;
    renewBackoff = session.backoff();
    atRisk = false;
    watchDeadline();
    List.copyOf(listeners).forEach(LeaseListener::confirmed);
  }

  private void renewFailed(Throwable error) {
    if (over) {
      return;
    }
    if (error instanceof WrongRevisionException) {
      verify();
    } else if (error instanceof NotFoundException) {
      // The bucket is gone, and every lease with it.
      term().end(new LossReason.Forced());
    } else {
      log.debug("Renewal of lease {} failed, trying again", key, error);
      scheduleRenewal(renewBackoff.next());
    }
  }

  /** Asks the store how the lease stands: which renewal arrived last, or that it is gone. */
  void verify() {
    if (!over) {
      session.ask(bucket -> bucket.getAsync(key), this::verified, this::renewFailed);
    }
  }

  private void verified(Optional<Entry> found) {
    if (found.isEmpty()) {
      session.ask(
          bucket -> bucket.historyAsync(key),
          history -> term().end(reasonIn(history.items())),
          unknown -> term().end(new LossReason.Expired()));
      return;
    }
    var entry = found.get();
    long number = entry.headers().first(RENEWAL).map(Long::parseLong).orElse(0L);
    renewed(number, entry.revision());
    scheduleRenewal(sent.isEmpty() ? renewalPause(Moment.now(session.clock)) : renewBackoff.next());
  }

  private static LossReason reasonIn(List<Entry> history) {
    boolean byHand =
        !history.isEmpty() && history.get(history.size() - 1).reason() == MarkerReason.CLIENT;
    return byHand ? new LossReason.Forced() : new LossReason.Expired();
  }

  // Losing

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
          key,
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
    renewTimer.cancel();
    deadlineTimer.cancel();
    session.forget(this);
    if (tickets != null) {
      tickets.close();
    }
    var reason = term().ended();
    if (reason == null) {
      throw new IllegalStateException("lease '" + key + "' ended without a reason");
    }
    log.atLevel(
            reason instanceof LossReason.Closed
                ? org.slf4j.event.Level.DEBUG
                : org.slf4j.event.Level.WARN)
        .log("Lease {} ended: {}", key, reason.describe());
    Duration margin = ttl.minus(since(confirmed));
    session.events.leaseLost(reason, margin.isNegative() ? Duration.ZERO : margin);
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
    var delete =
        Transaction.when(new Condition.LeaseAlive(ref()))
            .then(new Operation.Purge(key, Headers.NONE, Session.MARKER))
            .build();
    session.ask(
        bucket -> bucket.commitAsync(delete),
        known -> gone.complete(null),
        error -> {
          if (Session.isPassing(error) && tries < 10) {
            session.after(backoff.next(), () -> deleteFromStore(backoff, tries + 1));
          } else {
            log.debug("Lease {} was not deleted; its time to live ends it", key, error);
            gone.complete(null);
          }
        });
  }

  private Bytes label() {
    return Bytes.utf8(session.options.owner());
  }

  private WriteOptions options(long renewal) {
    var headers =
        Headers.of(
            OWNER, LockKeys.encode(session.options.owner()), RENEWAL, Long.toString(renewal));
    return WriteOptions.DEFAULT.ttl(ttl).headers(headers);
  }
}
