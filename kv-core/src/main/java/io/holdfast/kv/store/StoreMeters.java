package io.holdfast.kv.store;

import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StoreView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a store, all there from the start. Gauges describe one store, so two stores need
 * two registries, or one with different common tags. Thread-safe, as meters are; the gauges are
 * listed before the store serves and removed when it has closed.
 */
final class StoreMeters implements StoreListener {
  /** Which outcomes a read can have. */
  private static final List<RequestOutcome> OF_READS =
      List.of(RequestOutcome.OK, RequestOutcome.REFUSED, RequestOutcome.UNAVAILABLE);

  private final MeterRegistry registry;
  private final Map<RequestKind, Map<RequestOutcome, Timer>> requests =
      new EnumMap<>(RequestKind.class);
  private final Counter resyncs;
  private final List<Meter> gauges = new ArrayList<>();

  StoreMeters(MeterRegistry registry) {
    this.registry = registry;
    for (RequestKind kind : RequestKind.values()) {
      var outcomes = new EnumMap<RequestOutcome, Timer>(RequestOutcome.class);
      for (RequestOutcome outcome : kind.reads() ? OF_READS : List.of(RequestOutcome.values())) {
        outcomes.put(outcome, requestTimer(kind, outcome));
      }
      requests.put(kind, outcomes);
    }
    resyncs =
        Counter.builder("holdfast.watch.resyncs")
            .description("Watches that fell behind what is kept and listed again")
            .register(registry);
  }

  private Timer requestTimer(RequestKind kind, RequestOutcome outcome) {
    return Timer.builder("holdfast.store.request")
        .description("Requests to the store, from the call to the answer")
        .tag("operation", kind.tag())
        .tag("outcome", outcome.tag())
        .register(registry);
  }

  @Override
  public void opened(StoreView view, Collection<WatchPump> watches) {
    gauge(
        Gauge.builder("holdfast.store.buckets", view, all -> all.bucketNames().size())
            .description("Buckets"));
    gauge(
        Gauge.builder("holdfast.store.keys", view, all -> sum(all, BucketStatus::keys))
            .description("Keys of which something is kept, markers included"));
    gauge(
        Gauge.builder("holdfast.store.entries", view, all -> sum(all, BucketStatus::entries))
            .description("Entries kept, history and markers included"));
    gauge(
        Gauge.builder("holdfast.store.size", view, all -> sum(all, BucketStatus::bytes))
            .description("Keys, headers and values kept")
            .baseUnit("bytes"));
    gauge(
        Gauge.builder("holdfast.store.quota", view, all -> all.usage().quota())
            .description("Most that the state may take; -1: no quota")
            .baseUnit("bytes"));
    gauge(
        Gauge.builder("holdfast.store.quota.used", view, all -> all.usage().bytes())
            .description("What the state takes as the quota counts it, overhead included")
            .baseUnit("bytes"));
    gauge(
        Gauge.builder("holdfast.watch.open", watches, Collection::size)
            .description("Watches of this process that run"));
    gauge(
        Gauge.builder("holdfast.watch.lag", watches, StoreMeters::furthestBehind)
            .description("Revisions that the slowest of those watches is behind its bucket")
            .baseUnit("revisions"));
  }

  private void gauge(Gauge.Builder<?> gauge) {
    gauges.add(gauge.register(registry));
  }

  private static double sum(StoreView view, ToLongFunction<BucketStatus> each) {
    long sum = 0;
    for (String name : view.bucketNames()) {
      BucketView bucket = view.bucket(name);
      if (bucket != null) {
        sum += each.applyAsLong(bucket.status());
      }
    }
    return sum;
  }

  private static double furthestBehind(Collection<WatchPump> watches) {
    long most = 0;
    for (WatchPump watch : watches) {
      most = Math.max(most, watch.lag());
    }
    return most;
  }

  @Override
  public long begin() {
    return registry.config().clock().monotonicTime();
  }

  @Override
  public void wrote(Command command, long began, CompletableFuture<?> answer) {
    time(RequestKind.of(command), began, answer);
  }

  @Override
  public void read(RequestKind kind, long began, CompletableFuture<?> answer) {
    time(kind, began, answer);
  }

  @Override
  public void looked(RequestKind kind, long began, boolean answered) {
    timer(kind, answered ? RequestOutcome.OK : RequestOutcome.REFUSED)
        .record(begin() - began, TimeUnit.NANOSECONDS);
  }

  /** An answer that is there already costs no object. */
  private void time(RequestKind kind, long began, CompletableFuture<?> answer) {
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      record(kind, began, answer.join(), null);
      return;
    }
    CompletionStage<?> later = answer;
    later.whenComplete((value, failure) -> record(kind, began, value, failure));
  }

  private void record(
      RequestKind kind, long began, @Nullable Object value, @Nullable Throwable failure) {
    timer(kind, RequestOutcome.of(value, failure)).record(begin() - began, TimeUnit.NANOSECONDS);
  }

  private Timer timer(RequestKind kind, RequestOutcome outcome) {
    Map<RequestOutcome, Timer> outcomes = requests.getOrDefault(kind, Map.of());
    Timer timer = outcomes.get(outcome);
    return timer == null ? requestTimer(kind, outcome) : timer;
  }

  @Override
  public void resynced() {
    resyncs.increment();
  }

  @Override
  public void closed() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }
}
