package io.holdfast.net.remote;

import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The watches of one store and what they share. Thread-safe and lock-free: the set is concurrent,
 * {@code closed} is set before the set is emptied, and a watch that joins looks at {@code closed}
 * afterwards, so that none is left behind.
 */
final class Watches implements Link.Listener {
  private final Link link;
  private final Requester requester;
  private final Streams streams;
  private final Scheduler scheduler;
  private final RemoteOptions options;
  private final ServerFeatures server;
  private final Set<RemoteWatch> running = ConcurrentHashMap.newKeySet();
  private final AtomicReference<CompletableFuture<Void>> positioned =
      new AtomicReference<>(CompletableFuture.completedFuture(null));
  private volatile boolean closed;

  Watches(
      Link link,
      Requester requester,
      Streams streams,
      Scheduler scheduler,
      RemoteOptions options,
      ServerFeatures server) {
    this.link = link;
    this.requester = requester;
    this.streams = streams;
    this.scheduler = scheduler;
    this.options = options;
    this.server = server;
  }

  /** A watch whose listener is called on the scheduler's threads. */
  Watch open(String bucket, WatchOptions watchOptions, WatchListener listener) {
    return open(bucket, watchOptions, listener, new Callbacks(scheduler));
  }

  /** A watch whose listener is called on the threads of {@code told}. */
  Watch open(String bucket, WatchOptions watchOptions, WatchListener listener, Executor told) {
    var watch = new RemoteWatch(this, bucket, watchOptions, listener, told);
    if (watchOptions.start() instanceof Start.Updates) {
      positioned.updateAndGet(before -> CompletableFuture.allOf(before, watch.positioned()));
    }
    running.add(watch);
    watch.start();
    if (closed) {
      watch.end(storeClosed());
    }
    return watch;
  }

  /**
   * Completes once every watch for updates that was opened before knows where it begins, or has
   * failed to.
   */
  CompletionStage<Void> positioned() {
    return Objects.requireNonNull(positioned.get());
  }

  /** How many run. */
  int open() {
    return running.size();
  }

  /** Who hears of these watches. */
  RemoteListener events() {
    return requester.events();
  }

  void ended(RemoteWatch watch) {
    running.remove(watch);
  }

  @Override
  public void reconnected() {
    running.forEach(RemoteWatch::reconnected);
  }

  @Override
  public void refused(String text) {}

  /** Ends every watch. Idempotent. */
  void close() {
    closed = true;
    running.forEach(watch -> watch.end(storeClosed()));
  }

  private HoldfastException storeClosed() {
    return new StoreClosedException("the store over " + link.url() + " was closed");
  }

  Link link() {
    return link;
  }

  Requester requester() {
    return requester;
  }

  Streams streams() {
    return streams;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** What the server can do. */
  ServerFeatures server() {
    return server;
  }

  Duration heartbeat() {
    return options.watchHeartbeat();
  }

  IntervalFunction backoff() {
    return Requester.backoff(options);
  }

  String newName() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
