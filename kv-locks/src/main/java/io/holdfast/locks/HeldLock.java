package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hold on our core. What it shares between threads is in {@link HoldPhase}, {@link LeaseTerm} and
 * {@link StateCallbacks}; everything else is confined to the session's mailbox.
 */
final class HeldLock implements MutexHandle, LeaseListener {
  private static final Logger log = LoggerFactory.getLogger(HeldLock.class);

  private final LockClient client;
  private final Session session;
  private final Lease lease;
  private final LockKeys keys;
  private final String attempt;
  private final FencingToken token;
  private final HoldPhase phase;
  private final StateCallbacks callbacks;
  private final LockRewrite rewrite;

  /** Completed in the mailbox: nothing that may block is chained to it. */
  private final CompletableFuture<ReleaseOutcome> released = new CompletableFuture<>();

  private final List<Runnable> onConfirmed = new ArrayList<>();
  private final HoldWatch watch;
  private LockListener.Span hold = LockListener.Span.NONE;

  HeldLock(LockClient client, Attempt granted, LockKeys keys, FencingToken token, long revision) {
    this.client = client;
    this.session = client.session();
    this.lease = granted.lease();
    this.keys = keys;
    this.attempt = granted.record().attempt();
    this.token = token;
    this.phase = new HoldPhase(lease.term());
    this.callbacks = new StateCallbacks(keys.name(), session.scheduler, session::beside);
    this.watch = new HoldWatch(session, keys, attempt, token, lease::verify, this::lost);
    this.rewrite = new LockRewrite(session, keys, granted.record(), token, revision);
  }

  /** Follows its lease from here on, and after a while its key. */
  void begin() {
    hold = session.events.holding();
    watch.begin();
    lease.add(this);
  }

  @Override
  public String name() {
    return keys.name();
  }

  @Override
  public FencingToken token() {
    return token;
  }

  @Override
  public boolean held() {
    return phase.held();
  }

  @Override
  public Duration safeFor() {
    return phase.now() instanceof HoldState.Held ? lease.term().remaining() : Duration.ZERO;
  }

  @Override
  public HoldState state() {
    HoldState now = phase.now();
    if (now instanceof HoldState.Held) {
      Duration left = lease.term().remaining();
      return lease.atRisk() || left.isZero() ? new HoldState.AtRisk(left) : now;
    }
    return now;
  }

  @Override
  public void onLost(Consumer<LossReason> listener) {
    callbacks.onLost(listener);
  }

  @Override
  public void onState(Consumer<HoldState> listener) {
    callbacks.onState(listener);
  }

  @Override
  public CompletionStage<LossReason> lost() {
    return callbacks.lost();
  }

  @Override
  public CompletableFuture<Void> ensureAsync(Duration least) {
    if (least.compareTo(lease.full().dividedBy(2)) > 0) {
      throw new InvalidArgumentException(
          "lock '"
              + name()
              + "' cannot be ensured for "
              + least
              + ": a renewal gives "
              + lease.full()
              + ", ask for at most half of it or lengthen the lease ttl");
    }
    var ensured = new CompletableFuture<Void>();
    session.post(() -> ensure(least, ensured));
    return ensured;
  }

  private void ensure(Duration least, CompletableFuture<Void> ensured) {
    if (!(phase.now() instanceof HoldState.Held)) {
      answer(() -> ensured.completeExceptionally(notHeld()));
    } else if (lease.term().remaining().compareTo(least) >= 0) {
      answer(() -> ensured.complete(null));
    } else {
      onConfirmed.add(() -> ensure(least, ensured));
      lease.renewNow();
    }
  }

  @Override
  public void ensure(Duration least) throws InterruptedException {
    Waiting.on(ensureAsync(least));
  }

  @Override
  public CompletableFuture<Void> show(Bytes value) {
    var shown = new CompletableFuture<Void>();
    session.post(
        () ->
            rewrite.to(
                value,
                () -> phase.now() instanceof HoldState.Held,
                () -> answer(() -> shown.complete(null)),
                error ->
                    answer(() -> shown.completeExceptionally(error == null ? notHeld() : error))));
    return shown;
  }

  private LockLostException notHeld() {
    return new LockLostException(name(), token, phase.now());
  }

  @Override
  public CompletableFuture<ReleaseOutcome> releaseAsync() {
    release(session::post);
    if (released.isDone()) {
      return released.copy();
    }
    // Beside the mailbox: what is chained to it may block.
    var told = new CompletableFuture<ReleaseOutcome>();
    var unused =
        released.whenComplete(
            (outcome, refusal) ->
                answer(
                    () -> {
                      if (refusal == null) {
                        told.complete(outcome);
                      } else {
                        told.completeExceptionally(refusal);
                      }
                    }));
    return told;
  }

  private void release(Executor mailbox) {
    HoldState before = phase.release();
    if (before == null) {
      callbacks.moved(new HoldState.Released());
      mailbox.execute(this::giveBack);
    } else if (before instanceof HoldState.Lost) {
      released.complete(ReleaseOutcome.LOST);
    }
  }

  /** Gives back what nobody took: its caller had given up. */
  void releaseUnclaimed() {
    var unused = releaseAsync();
  }

  private void giveBack() {
    stopFollowing();
    runWaiting();
    var release =
        new Release(
            session,
            keys,
            attempt,
            lease.ref(),
            rewrite.revision(),
            () -> lease.term().ended() != null,
            outcome -> {
              client.unregister(this);
              released.complete(outcome);
            });
    release.whenRefused(error -> answer(() -> released.completeExceptionally(error))).begin();
  }

  /** Beside the mailboxes: a listener may wait for it, and what is chained to it may block. */
  private void answer(Runnable completion) {
    session.beside(completion);
  }

  @Override
  public ReleaseOutcome release() throws InterruptedException {
    release(session::run);
    return Waiting.on(released);
  }

  @Override
  public void close() {
    release(session::run);
    long longestNanos = session.options.closeTimeout().toNanos();
    try {
      released.get(longestNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      log.warn("Release of lock '{}' is not confirmed yet and goes on in the background", name());
    } catch (ExecutionException e) {
      log.warn(
          "Release of lock '{}' is refused and is tried again until its lease ends: {}",
          name(),
          String.valueOf(e.getCause()));
    }
  }

  @Override
  public void confirmed() {
    callbacks.moved(new HoldState.Held());
    runWaiting();
  }

  @Override
  public void atRisk() {
    callbacks.moved(new HoldState.AtRisk(lease.term().remaining()));
  }

  @Override
  public void lost(LossReason reason) {
    stopFollowing();
    client.unregister(this);
    if (phase.lose(reason) || phase.now() instanceof HoldState.Lost) {
      callbacks.moved(new HoldState.Lost(reason));
      session.events.lost(reason);
      if (!(reason instanceof LossReason.Closed)) {
        log.warn("Lock '{}' with token {} was lost: {}", name(), token, reason.describe());
      }
    }
    runWaiting();
  }

  private void runWaiting() {
    var waiting = List.copyOf(onConfirmed);
    onConfirmed.clear();
    waiting.forEach(Runnable::run);
  }

  private void stopFollowing() {
    hold.end();
    watch.end();
    lease.remove(this);
  }
}
