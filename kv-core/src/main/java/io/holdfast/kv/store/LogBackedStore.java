package io.holdfast.kv.store;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Names;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.log.CommandLog;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.DurationText;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StoreView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store over a log: operations become commands, outcomes become results, reads pass the fence.
 * Thread-safe: its own state is the set of running watches; everything else is in the log and the
 * state that the log drives.
 */
public final class LogBackedStore implements LocalStore {
  /** How long a request may take. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private final CommandLog log;
  private final CommandRules rules;
  private final StateMachine state;
  private final Scheduler scheduler;
  private final Callbacks callbacks;
  private final Requests requests;
  private final Reads reads;
  private final Capabilities capabilities;
  private final Runnable afterClose;
  private final StoreListener events;
  private final Set<WatchPump> watches = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A store over {@code log}, which it takes over.
   *
   * @param description for people: what it is and where
   * @param state the one that {@code log} drives
   * @param scheduler where callbacks run and time-outs are counted; stays the caller's to close,
   *     after the store
   */
  public LogBackedStore(
      String description, CommandLog log, StateMachine state, Scheduler scheduler) {
    this(description, log, state, scheduler, DEFAULT_TIMEOUT, CommandRules.DEFAULT, null, () -> {});
  }

  /**
   * The same with another request time-out, and something to do once everything is closed.
   *
   * @param rules what is taken in
   * @param meters where requests, sizes and watches are shown; null: nowhere, at no cost
   */
  public LogBackedStore(
      String description,
      CommandLog log,
      StateMachine state,
      Scheduler scheduler,
      Duration requestTimeout,
      CommandRules rules,
      @Nullable MeterRegistry meters,
      Runnable afterClose) {
    this.events = meters == null ? StoreListener.NONE : new StoreMeters(meters);
    this.log = log;
    this.rules = rules;
    this.state = state;
    this.scheduler = scheduler;
    this.callbacks = new Callbacks(scheduler);
    this.requests = new Requests(scheduler, callbacks, requestTimeout);
    this.reads = new Reads(log, state, scheduler, requests, callbacks, events);
    this.capabilities =
        new Capabilities(description, true, true, TtlPrecision.MILLIS, log.durability());
    this.afterClose = afterClose;
    events.opened(state.view(), watches);
  }

  @Override
  public CompletionStage<Bucket> createBucketAsync(BucketConfig config) {
    return outward(settled(config.name(), new Command.CreateBucket(config)));
  }

  @Override
  public CompletionStage<Bucket> updateBucketAsync(BucketConfig config) {
    return outward(settled(config.name(), new Command.UpdateBucket(config)));
  }

  @Override
  public CompletionStage<Bucket> bucketAsync(String name) {
    Names.checkBucket(name);
    return outward(Requests.map(reads.status(name), status -> handle(name)));
  }

  @Override
  public CompletionStage<Boolean> deleteBucketAsync(String name) {
    Names.checkBucket(name);
    return outward(
        write(new Command.DeleteBucket(name), outcome -> Answers.wasThere(name, outcome)));
  }

  @Override
  public CompletionStage<List<BucketStatus>> bucketsAsync() {
    return outward(reads.statuses());
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    long began = events.begin();
    CompletableFuture<Outcome> answer = admitted(command);
    events.wrote(command, began, answer);
    return answer;
  }

  private CompletableFuture<Outcome> admitted(Command command) {
    try {
      return log.submit(command, rules.check(command));
    } catch (HoldfastException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    long began = events.begin();
    CompletableFuture<Void> fence = log.readBarrier();
    events.read(RequestKind.FENCE, began, fence);
    return fence;
  }

  @Override
  public CompletableFuture<Void> readiness() {
    return log.writeRefusal()
        .map(CompletableFuture::<Void>failedFuture)
        .orElseGet(() -> requests.bounded(log.readBarrier(), this::fenceTooLate));
  }

  @Override
  public StoreView view() {
    return state.view();
  }

  @Override
  public CompletableFuture<Listing<Entry>> liveEntries(String bucket, List<String> filters) {
    return reads.entries(bucket, filters);
  }

  @Override
  public CompletableFuture<Listing<Entry>> keptEntries(String bucket, List<String> keys) {
    return reads.history(bucket, keys);
  }

  @Override
  public LeaseTime leaseNow() {
    return log.leaseNow();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    reads.close();
    watches.forEach(watch -> watch.end(closedFailure()));
    log.close();
    events.closed();
    afterClose.run();
  }

  @Override
  public String toString() {
    return capabilities.description();
  }

  /**
   * Submits {@code command} and translates its outcome; the time-out leaves its fate open
   * (guarantee G6). What the rules refuse is thrown at once.
   */
  <T> CompletableFuture<T> write(Command command, Function<Outcome, T> translation) {
    long began = events.begin();
    CompletableFuture<T> answer =
        requests.bounded(
            Requests.map(log.submit(command, rules.check(command)), translation),
            () ->
                new IndeterminateException(
                    "a write was not answered within "
                        + requests.timeout()
                        + "; it may have happened or may yet: read back before deciding"));
    events.wrote(command, began, answer);
    return answer;
  }

  /** {@code answer} as callers outside may hold it. */
  <T> CompletableFuture<T> outward(CompletableFuture<T> answer) {
    return requests.onCallbacks(answer);
  }

  Watch watch(String bucket, WatchOptions options, WatchListener listener) {
    CompletableFuture<Void> fence = log.readBarrier();
    var watch =
        new WatchPump(
            bucket,
            begunNow(bucket, options),
            listener,
            view(),
            scheduler.clock(),
            callbacks,
            events,
            watches::remove);
    watches.add(watch);
    if (closed.get()) {
      watch.end(closedFailure());
      return watch;
    }
    CompletionStage<Boolean> passing =
        requests.bounded(Requests.map(fence, passed -> true), this::fenceTooLate);
    passing.whenComplete(
        (passed, failure) -> {
          if (failure == null) {
            watch.start();
          } else {
            watch.end(
                new UnavailableException(
                    "the watch of bucket '" + bucket + "' could not begin", failure));
          }
        });
    return watch;
  }

  /**
   * Fixes where a watch for updates alone begins: at this call, not when the mailbox gets to it. A
   * replica that lags may so deliver a little from before the call; the alternative is to miss what
   * comes after it.
   */
  private WatchOptions begunNow(String bucket, WatchOptions options) {
    BucketView now = view().bucket(bucket);
    return now != null && options.start() instanceof Start.Updates
        ? options.from(Start.from(now.lastRevision() + 1))
        : options;
  }

  private CompletableFuture<Bucket> settled(String name, Command command) {
    return write(
        command,
        outcome -> {
          Answers.incarnation(name, outcome);
          return handle(name);
        });
  }

  private Bucket handle(String name) {
    return new BucketHandle(name, this, reads);
  }

  private UnavailableException fenceTooLate() {
    return new UnavailableException(
        "the read fence was not passed within "
            + DurationText.of(requests.timeout())
            + ": there may be no leader");
  }

  private static StoreClosedException closedFailure() {
    return new StoreClosedException("the store is closed: open a new one");
  }
}
