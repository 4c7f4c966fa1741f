package io.holdfast.kv.store;

import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.log.CommandLog;
import io.holdfast.kv.state.LiveEntries;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.KeyFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reads of a store: a fence where one is asked for, then a look at the lock-free view, or,
 * where several entries must be seen at one revision, a copy of references on the apply thread
 * (guarantees G1, G3, G4). Thread-safe.
 */
final class Reads {
  /** How often a read that asks for a revision looks whether it is there. */
  private static final Duration RETRY = Duration.ofMillis(10);

  private final CommandLog log;
  private final StateMachine state;
  private final Scheduler scheduler;
  private final Requests requests;
  private final Executor callbacks;
  private final StoreListener events;
  private final boolean isHeard;

  private volatile boolean closed;

  Reads(
      CommandLog log,
      StateMachine state,
      Scheduler scheduler,
      Requests requests,
      Executor callbacks,
      StoreListener events) {
    this.log = log;
    this.state = state;
    this.scheduler = scheduler;
    this.requests = requests;
    this.callbacks = callbacks;
    this.events = events;
    this.isHeard = !events.equals(StoreListener.NONE);
  }

  CompletableFuture<Optional<Entry>> get(String bucket, String key, Consistency consistency) {
    if (consistency instanceof Consistency.AtLeast atLeast) {
      var read = new AtLeastRead(bucket, key, atLeast.revision(), new CompletableFuture<>());
      return timed(RequestKind.GET, events.begin(), atLeast(read));
    }
    Supplier<Optional<Entry>> look = () -> newest(bucket, key);
    return consistency instanceof Consistency.Local
        ? timed(RequestKind.GET, events.begin(), now(look).toCompletableFuture())
        : fenced(RequestKind.GET, () -> "get of key '" + key + "'", look);
  }

  /**
   * The waiting form of {@link #get}, for the hottest read there is: where nothing has to be waited
   * for, it looks and makes no future.
   */
  Optional<Entry> awaitGet(String bucket, String key, Consistency consistency)
      throws InterruptedException {
    if (isDirect(consistency)) {
      return isHeard ? timedLook(bucket, key) : newest(bucket, key);
    }
    return Waiting.on(get(bucket, key, consistency));
  }

  private Optional<Entry> timedLook(String bucket, String key) {
    long began = events.begin();
    boolean answered = false;
    try {
      Optional<Entry> found = newest(bucket, key);
      answered = true;
      return found;
    } finally {
      events.looked(RequestKind.GET, began, answered);
    }
  }

  private boolean isDirect(Consistency consistency) {
    if (closed) {
      return false;
    }
    return consistency instanceof Consistency.Local
        || (consistency instanceof Consistency.Linearizable && log.isFresh());
  }

  CompletableFuture<Optional<Entry>> at(String bucket, String key, long revision) {
    return fenced(
        RequestKind.GET,
        () -> "get of revision " + revision,
        () ->
            Optional.ofNullable(view(bucket).at(revision))
                .filter(entry -> entry.key().equals(key)));
  }

  CompletableFuture<BucketStatus> status(String bucket) {
    return fenced(
        RequestKind.STATUS, () -> "status of bucket '" + bucket + "'", () -> view(bucket).status());
  }

  CompletableFuture<List<BucketStatus>> statuses() {
    return fenced(
        RequestKind.STATUS,
        () -> "list of buckets",
        () -> {
          state.requireSound();
          var statuses = new ArrayList<BucketStatus>();
          for (String name : state.view().bucketNames()) {
            BucketView bucket = state.view().bucket(name);
            if (bucket != null) {
              statuses.add(bucket.status());
            }
          }
          return List.copyOf(statuses);
        });
  }

  CompletableFuture<Listing<Entry>> history(String bucket, String key) {
    return history(bucket, List.of(key));
  }

  /** See {@link LocalStore#keptEntries}. */
  CompletableFuture<Listing<Entry>> history(String bucket, List<String> keys) {
    return copied(
        RequestKind.HISTORY,
        () -> "history of " + keys,
        () -> {
          BucketView view = view(bucket);
          List<Entry> kept = keys.stream().flatMap(key -> view.history(key).stream()).toList();
          return new Listing<>(kept, view.lastRevision());
        });
  }

  /** See {@link LocalStore#liveEntries}. */
  CompletableFuture<Listing<Entry>> entries(String bucket, List<String> filters) {
    if (filters.stream().allMatch(KeyFilter::isLiteral)) {
      return copied(
          RequestKind.LIST, () -> "list of keys " + filters, () -> newestOf(view(bucket), filters));
    }
    KeyFilter filter = KeyFilter.of(filters);
    return sifted(
        log.readBarrier().thenCompose(passed -> log.onApplyThread(() -> live(bucket, filter))));
  }

  CompletableFuture<Listing<String>> keys(String bucket, List<String> filters) {
    return Requests.map(
        entries(bucket, filters),
        listing ->
            new Listing<>(
                listing.items().stream().map(Entry::key).sorted().toList(), listing.revision()));
  }

  /** Sifts on a callback thread: the copy may be large, and the caller an event loop. */
  private CompletableFuture<Listing<Entry>> sifted(CompletionStage<LiveEntries> copy) {
    var hopped = new CompletableFuture<LiveEntries>();
    long began = events.begin();
    copy.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            hopped.completeExceptionally(failure);
          } else if (found.isQuick()) {
            hopped.complete(found);
          } else {
            callbacks.execute(() -> hopped.complete(found));
          }
        });
    return timed(
        RequestKind.LIST,
        began,
        requests.bounded(
            Requests.map(hopped, LiveEntries::listing), () -> late(() -> "list of a bucket")));
  }

  private <T> CompletableFuture<T> fenced(
      RequestKind kind, Supplier<String> what, Supplier<T> look) {
    long began = events.begin();
    return timed(
        kind,
        began,
        requests.bounded(Requests.map(log.readBarrier(), passed -> look.get()), () -> late(what)));
  }

  private <T> CompletableFuture<T> copied(
      RequestKind kind, Supplier<String> what, Supplier<T> look) {
    long began = events.begin();
    CompletionStage<T> copy = log.readBarrier().thenCompose(passed -> log.onApplyThread(look));
    return timed(
        kind, began, requests.bounded(Requests.map(copy, found -> found), () -> late(what)));
  }

  private <T> CompletableFuture<T> timed(
      RequestKind kind, long began, CompletableFuture<T> answer) {
    events.read(kind, began, answer);
    return answer;
  }

  /** Nothing is read any more. */
  void close() {
    closed = true;
  }

  private <T> CompletionStage<T> now(Supplier<T> look) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StoreClosedException("the store is closed: open a new one"));
    }
    try {
      return CompletableFuture.completedFuture(look.get());
    } catch (HoldfastException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Looks now, and again every {@link #RETRY}: only a replica that lags gets past the first look.
   */
  private CompletableFuture<Optional<Entry>> atLeast(AtLeastRead read) {
    if (state.view().bucket(read.bucket()) == null) {
      // A replica that lags may not know the bucket yet; behind the fence its absence is certain.
      CompletionStage<Void> fence = log.readBarrier();
      fence.whenComplete(
          (passed, failure) -> {
            if (failure == null) {
              lookAgain(read);
            } else {
              read.answer().completeExceptionally(failure);
            }
          });
    } else {
      lookAgain(read);
    }
    return requests.bounded(
        read.answer(),
        () ->
            new UnavailableException(
                "this replica of bucket '"
                    + read.bucket()
                    + "' did not reach revision "
                    + read.revision()
                    + " within "
                    + requests.timeout()
                    + ": read elsewhere, or try again"));
  }

  private void lookAgain(AtLeastRead read) {
    if (read.answer().isDone()) {
      return;
    }
    BucketView view = state.view().bucket(read.bucket());
    boolean over = closed || !state.isSound();
    if (over || view == null || view.lastRevision() >= read.revision()) {
      now(() -> newest(read.bucket(), read.key()))
          .whenComplete(
              (found, failure) -> {
                if (failure != null) {
                  read.answer().completeExceptionally(failure);
                } else {
                  read.answer().complete(found);
                }
              });
      return;
    }
    scheduler.schedule(RETRY, () -> lookAgain(read));
  }

  private Optional<Entry> newest(String bucket, String key) {
    return live(view(bucket).latest(key));
  }

  private static Optional<Entry> live(@Nullable Entry entry) {
    return entry == null || entry.isMarker() ? Optional.empty() : Optional.of(entry);
  }

  /** A get that waits for a revision to be applied here. */
  private record AtLeastRead(
      String bucket, String key, long revision, CompletableFuture<Optional<Entry>> answer) {}

  private LiveEntries live(String bucket, KeyFilter filter) {
    state.requireSound();
    LiveEntries live = state.liveEntries(bucket, filter);
    if (live == null) {
      throw Answers.noBucket(bucket);
    }
    return live;
  }

  private BucketView view(String bucket) {
    state.requireSound();
    BucketView view = state.view().bucket(bucket);
    if (view == null) {
      throw Answers.noBucket(bucket);
    }
    return view;
  }

  private static Listing<Entry> newestOf(BucketView bucket, List<String> keys) {
    List<Entry> found =
        keys.stream()
            .distinct()
            .flatMap(key -> live(bucket.latest(key)).stream())
            .sorted(Comparator.comparingLong(Entry::revision))
            .toList();
    return new Listing<>(found, bucket.lastRevision());
  }

  private UnavailableException late(Supplier<String> what) {
    return new UnavailableException(
        what.get()
            + " was not answered within "
            + requests.timeout()
            + ": there may be no leader; try again");
  }
}
