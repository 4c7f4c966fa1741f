package io.holdfast.locks;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all attempts and holds of one lock client share: its mailbox, the bucket and the lease.
 * Everything but {@link #post}, {@link #after} and the final fields is confined to the mailbox,
 * where nothing blocks.
 */
final class Session {
  /** How long the markers of locks and leases are kept. */
  static final Ttl MARKER = Ttl.of(Duration.ofSeconds(5));

  /**
   * How long a finished attempt's ticket key keeps a trace: longer than any request may be under
   * way.
   */
  static final Ttl SETTLING = Ttl.of(Duration.ofSeconds(30));

  final LocksOptions options;
  final Scheduler scheduler;
  final Clock clock;
  final LockListener events;
  final BusyLocks busy = new BusyLocks();

  private final KeyValueStore store;
  private final Mailbox mailbox;
  private @Nullable CompletionStage<Bucket> bucket;
  private @Nullable Lease lease;
  private boolean closed;

  Session(KeyValueStore store, LocksOptions options) {
    checkCapable(store);
    this.store = store;
    this.options = options;
    this.scheduler = options.scheduler();
    this.clock = scheduler.clock();
    this.events = options.listener();
    this.mailbox = new Mailbox(scheduler);
  }

  private static void checkCapable(KeyValueStore store) {
    var capabilities = store.capabilities();
    var missing = new ArrayList<String>();
    if (!capabilities.ownedKeys()) {
      missing.add("keys owned by a lease");
    }
    if (!capabilities.transactions()) {
      missing.add("transactions");
    }
    if (!missing.isEmpty()) {
      throw new InvalidArgumentException(
          "locks need "
              + String.join(" and ", missing)
              + ", which '"
              + capabilities.description()
              + "' does not give: use a Holdfast store or server");
    }
  }

  /** Runs {@code task} in the mailbox, on another thread than the caller's. */
  void post(Runnable task) {
    mailbox.execute(task);
  }

  /**
   * Runs {@code task} in the mailbox, on the calling thread where nothing else runs there: for a
   * thread that brings news, or has nothing to do but wait for what comes of it. A thread that was
   * interrupted hands over, since sending may need a lock that it would not get.
   */
  void run(Runnable task) {
    if (Thread.currentThread().isInterrupted()) {
      mailbox.execute(task);
    } else {
      mailbox.run(task);
    }
  }

  /**
   * Runs {@code task} beside the mailbox, on another thread than the caller's; on the caller's once
   * the scheduler is closed, since somebody may be waiting for it.
   */
  void beside(Runnable task) {
    try {
      scheduler.execute(task);
    } catch (RejectedExecutionException schedulerClosed) {
      task.run();
    }
  }

  /** Runs {@code task} in the mailbox, {@code delay} from now. */
  Scheduler.Cancellation after(Duration delay, Runnable task) {
    return scheduler.schedule(delay, () -> mailbox.run(task));
  }

  Backoff backoff() {
    return new Backoff(options.leaseTtl(), options.random());
  }

  /** A fresh id of 128 random bits. */
  String newId() {
    var random = options.random();
    var hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  boolean closed() {
    return closed;
  }

  /** The present lease, a new one if the last was lost. */
  Lease lease() {
    if (lease == null) {
      lease = new Lease(this);
      lease.create();
    }
    return lease;
  }

  void forget(Lease ended) {
    if (lease == ended) {
      lease = null;
    }
  }

  /**
   * No more leases from here on; completes when the present one has ended in the store, as far as
   * can be told.
   */
  CompletableFuture<Void> close() {
    closed = true;
    return lease == null ? CompletableFuture.completedFuture(null) : lease.close();
  }

  /** Sends a request to the bucket; the answer comes back through the mailbox. */
  <T> void ask(
      Function<Bucket, CompletionStage<T>> request,
      Consumer<T> onValue,
      Consumer<Throwable> onError) {
    CompletionStage<T> answer;
    try {
      var open = openBucket().toCompletableFuture();
      answer =
          open.isDone() && !open.isCompletedExceptionally()
              ? request.apply(open.join())
              : open.thenCompose(request);
    } catch (RuntimeException refused) {
      answer = CompletableFuture.failedStage(refused);
    }
    var unused =
        answer.whenComplete(
            (value, error) ->
                run(
                    () -> {
                      if (error == null) {
                        onValue.accept(value);
                      } else {
                        onError.accept(noticed(error));
                      }
                    }));
  }

  private Throwable noticed(Throwable error) {
    var cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof NotFoundException || bucketFailed()) {
      bucket = null;
    }
    return cause;
  }

  private boolean bucketFailed() {
    return bucket != null && bucket.toCompletableFuture().isCompletedExceptionally();
  }

  private CompletionStage<Bucket> openBucket() {
    if (bucket == null) {
      bucket = LockBucket.open(store, options.bucket()).thenApply(Bucket::direct);
    }
    return bucket;
  }

  /** Whether trying again may help, or tell what happened. */
  static boolean isPassing(Throwable error) {
    return error instanceof IndeterminateException
        || (error instanceof UnavailableException && !(error instanceof StoreClosedException))
        || error instanceof OverloadedException;
  }
}
