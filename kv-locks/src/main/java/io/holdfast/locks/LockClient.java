package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The locks of one process. What is under way is confined to the session's mailbox. */
final class LockClient implements Locks {
  private static final Logger log = LoggerFactory.getLogger(LockClient.class);

  private final Session session;
  private final Runnable afterClose;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Set<Acquisition<?>> acquisitions = new LinkedHashSet<>();
  private final Set<HeldLock> holds = new LinkedHashSet<>();
  private final Set<HolderWatch> observations = new LinkedHashSet<>();
  private final List<Runnable> whenIdle = new ArrayList<>();
  private boolean draining;
  private boolean closing;

  /**
   * A client on {@code store}.
   *
   * @param afterClose run once at the end, for what the client owns
   */
  LockClient(KeyValueStore store, LocksOptions options, Runnable afterClose) {
    this.session = new Session(store, options);
    this.afterClose = afterClose;
  }

  Session session() {
    return session;
  }

  @Override
  public Mutex mutex(String name) {
    return new QueuedMutex(this, LockKeys.of(name), Bytes.EMPTY);
  }

  /** False when no acquisition may begin any more. */
  boolean register(Acquisition<?> begun) {
    return !draining && !closing && acquisitions.add(begun);
  }

  void unregister(Acquisition<?> ended) {
    acquisitions.remove(ended);
  }

  void register(HeldLock held) {
    holds.add(held);
  }

  void unregister(HeldLock ended) {
    if (holds.remove(ended) && holds.isEmpty()) {
      var waiting = List.copyOf(whenIdle);
      whenIdle.clear();
      waiting.forEach(Runnable::run);
    }
  }

  /** False when nothing may be observed any more; what is known already may begin again. */
  boolean register(HolderWatch begun) {
    if (!closing) {
      observations.add(begun);
    }
    return !closing;
  }

  void unregister(HolderWatch ended) {
    observations.remove(ended);
  }

  @Override
  public CompletableFuture<LockStatus> statusAsync(String name) {
    var keys = LockKeys.of(name);
    var status = new CompletableFuture<LockStatus>();
    session.post(
        () ->
            session.ask(
                bucket -> bucket.entriesAsync(keys.lock(), keys.tickets()),
                listing -> answer(() -> status.complete(status(keys, listing))),
                error -> answer(() -> status.completeExceptionally(error))));
    return status;
  }

  @Override
  public Observation observe(String name, HolderObserver observer) {
    var observation = new HolderWatch(this, LockKeys.of(name), observer);
    session.post(observation::open);
    return observation;
  }

  private static LockStatus status(LockKeys keys, Listing<Entry> listing) {
    Optional<LockStatus.Holder> holder = Optional.empty();
    var waiters = new ArrayList<LockStatus.Waiter>();
    for (var entry : listing.items()) {
      var record = LockRecord.of(entry);
      if (record != null && entry.key().equals(keys.lock())) {
        holder = Optional.of(record.holder(entry));
      } else if (record != null) {
        waiters.add(new LockStatus.Waiter(record.owner(), record.lease(), entry.created()));
      }
    }
    return new LockStatus(keys.name(), holder, waiters, listing.revision());
  }

  @Override
  public CompletableFuture<Boolean> evictAsync(String name, LockStatus.Holder holder) {
    var keys = LockKeys.of(name);
    var evicted = new CompletableFuture<Boolean>();
    session.post(
        () ->
            session.ask(
                bucket -> bucket.getAsync(keys.lock()),
                lock ->
                    evict(
                        keys,
                        lock.filter(entry -> LockRecord.token(entry).equals(holder.token())),
                        evicted),
                error -> answer(() -> evicted.completeExceptionally(error))));
    return evicted;
  }

  private void evict(LockKeys keys, Optional<Entry> lock, CompletableFuture<Boolean> evicted) {
    var record = lock.map(LockRecord::of).orElse(null);
    if (lock.isEmpty() || record == null) {
      answer(() -> evicted.complete(false));
      return;
    }
    long began = session.clock.nanos();
    long patience = session.options.leaseTtl().toNanos();
    new Release(
            session,
            keys,
            record.attempt(),
            record.lease(),
            lock.get().revision(),
            () -> session.clock.nanos() - began > patience,
            outcome -> answer(() -> evicted.complete(outcome != ReleaseOutcome.LOST)))
        .begin();
  }

  @Override
  public CompletableFuture<Boolean> drainAsync(Duration longest) {
    var drained = new CompletableFuture<Boolean>();
    session.post(
        () -> {
          draining = true;
          List.copyOf(acquisitions).forEach(Acquisition::closed);
          if (holds.isEmpty()) {
            closeDrained(drained);
          } else {
            whenIdle.add(() -> closeDrained(drained));
            session.after(longest, () -> closeDrained(drained));
          }
        });
    return drained;
  }

  private void closeDrained(CompletableFuture<Boolean> drained) {
    boolean inTime = holds.isEmpty();
    whenIdle.clear();
    var unused = closeAsync().whenComplete((nothing, error) -> drained.complete(inTime));
  }

  @Override
  public CompletableFuture<Void> closeAsync() {
    session.post(
        () -> {
          if (!closing) {
            closing = true;
            List.copyOf(acquisitions).forEach(Acquisition::closed);
            List.copyOf(observations).forEach(HolderWatch::close);
            var unused = session.close().whenComplete((nothing, error) -> answer(this::closed));
          }
        });
    return closed.copy();
  }

  private void closed() {
    closed.complete(null);
    afterClose.run();
  }

  @Override
  public void close() {
    try {
      closeAsync().get(session.options.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      log.warn("The store has not confirmed the end of the lease yet; its time to live ends it");
    } catch (ExecutionException e) {
      throw new IllegalStateException("closing cannot fail", e);
    }
  }

  /** Completes a caller's future beside the mailbox. */
  private void answer(Runnable completion) {
    session.beside(completion);
  }
}
