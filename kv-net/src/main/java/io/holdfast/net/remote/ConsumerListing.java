package io.holdfast.net.remote;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lists through a watch that ends when it has seen the initial state. What changes meanwhile shows
 * with its newest entry. Thread-safe: each listing's state is confined to its watch.
 */
final class ConsumerListing {
  private final Watches watches;
  private final Scheduler scheduler;
  private final Duration longestSilence;

  ConsumerListing(Watches watches, Scheduler scheduler, Duration longestSilence) {
    this.watches = watches;
    this.scheduler = scheduler;
    this.longestSilence = longestSilence;
  }

  CompletionStage<Listing<Entry>> list(String bucket, List<String> filters, boolean values) {
    var newest = new LinkedHashMap<String, Entry>();
    return collect(
            bucket, new WatchOptions(filters, Start.LATEST, true, values), new Newest(newest))
        .thenApply(
            revision ->
                new Listing<>(
                    newest.values().stream().filter(entry -> !entry.isMarker()).toList(),
                    revision));
  }

  CompletionStage<Listing<Entry>> history(String bucket, String key) {
    var all = new ArrayList<Entry>();
    return collect(bucket, new WatchOptions(List.of(key), Start.HISTORY, true, true), new All(all))
        .thenApply(revision -> new Listing<>(all, revision));
  }

  private CompletionStage<Long> collect(String bucket, WatchOptions options, Sink sink) {
    var done = new CompletableFuture<Long>();
    var seen = new AtomicLong();
    Watch watch = watches.open(bucket, options, new Collector(sink, seen, done));
    CompletionStage<Long> outcome = done;
    outcome.whenComplete((revision, failure) -> watch.close());
    checkProgress(bucket, seen, -1, done);
    return outcome;
  }

  private void checkProgress(
      String bucket, AtomicLong seen, long before, CompletableFuture<Long> done) {
    var check =
        scheduler.schedule(
            longestSilence,
            () -> {
              long now = seen.get();
              if (now == before) {
                done.completeExceptionally(
                    new UnavailableException(
                        "listing bucket '"
                            + bucket
                            + "' stood still for "
                            + longestSilence
                            + ": try again"));
              } else {
                checkProgress(bucket, seen, now, done);
              }
            });
    CompletionStage<Long> outcome = done;
    outcome.whenComplete((revision, failure) -> check.cancel());
  }

  private interface Sink {
    void take(Entry entry);

    void clear();
  }

  private record Newest(Map<String, Entry> byKey) implements Sink {
    @Override
    public void take(Entry entry) {
      // Removed first, so that the order stays that of the revisions.
      byKey.remove(entry.key());
      byKey.put(entry.key(), entry);
    }

    @Override
    public void clear() {
      byKey.clear();
    }
  }

  private record All(Collection<Entry> entries) implements Sink {
    @Override
    public void take(Entry entry) {
      entries.add(entry);
    }

    @Override
    public void clear() {
      entries.clear();
    }
  }

  private record Collector(Sink sink, AtomicLong seen, CompletableFuture<Long> done)
      implements WatchListener {
    @Override
    public void onEntry(Entry entry) {
      if (!done.isDone()) {
        seen.incrementAndGet();
        sink.take(entry);
      }
    }

    @Override
    public void onSynced(long revision) {
      done.complete(revision);
    }

    @Override
    public void onResync(CompactedException why) {
      sink.clear();
    }

    @Override
    public void onClosed(HoldfastException why) {
      done.completeExceptionally(why);
    }
  }
}
