package io.holdfast.config;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.watch.KeyFilter;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bucket's configuration as one immutable snapshot, replaced by one volatile write per change.
 * The watch's progress is confined to a mailbox; readers see the snapshot alone.
 *
 * <p>{@link #close} runs on its caller's thread, so that the scheduler may be closed next; see
 * {@link RunningWatch} for how it meets a watch that begins.
 */
final class WatchedConfig implements ConfigView {
  private static final Logger log = LoggerFactory.getLogger(WatchedConfig.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Bucket bucket;
  private final Scheduler scheduler;
  private final ConfigListener events;
  private final String[] filters;
  private final Mailbox mailbox;
  private final List<FollowedValue<?>> values = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ConfigView> loaded = new CompletableFuture<>();

  private volatile Snapshot snapshot = new Snapshot(Map.of(), 0, 0);
  private volatile State state = State.LOADING;
  private final RunningWatch watch = new RunningWatch();

  /** What a listing under way has brought so far; null when none is. */
  private @Nullable Map<String, Entry> listing;

  private Duration pause = Duration.ofMillis(100);

  private WatchedConfig(
      Bucket bucket, Scheduler scheduler, ConfigListener events, String... filters) {
    this.bucket = bucket;
    this.scheduler = scheduler;
    this.events = events;
    this.filters = filters.clone();
    this.mailbox = new Mailbox(this::execute);
  }

  /**
   * What is known at one moment.
   *
   * @param number counts the snapshots, since revisions start anew with the bucket
   */
  private record Snapshot(Map<String, Entry> entries, long revision, long number) {}

  /** A view that begins to follow the keys that match any of {@code filters}; none given: all. */
  static WatchedConfig begun(
      Bucket bucket, Scheduler scheduler, ConfigListener events, String... filters) {
    String[] wanted = filters.length == 0 ? new String[] {">"} : filters;
    var view = new WatchedConfig(bucket, scheduler, events, wanted);
    events.opened(view);
    view.begin();
    return view;
  }

  private void begin() {
    var options = WatchOptions.matching(filters);
    mailbox.execute(() -> follow(options));
  }

  private void follow(WatchOptions options) {
    if (watch.isClosed()) {
      return;
    }
    listing = new HashMap<>();
    watch.begun(bucket.watch(options, new Events(options)));
  }

  /** What a closed view still wanted to do is dropped when its scheduler is closed, too. */
  private void execute(Runnable task) {
    try {
      scheduler.execute(task);
    } catch (RejectedExecutionException e) {
      if (!watch.isClosed()) {
        throw e;
      }
    }
  }

  /** Hears one watch; the store's threads only post. */
  private final class Events implements WatchListener {
    private final WatchOptions options;
    private boolean ended;

    Events(WatchOptions options) {
      this.options = options;
    }

    @Override
    public void onEntry(Entry entry) {
      post(() -> entry(entry));
    }

    @Override
    public void onSynced(long revision) {
      post(() -> listed(revision));
    }

    @Override
    public void onResync(CompactedException why) {
      post(() -> listing = new HashMap<>());
    }

    @Override
    public void onClosed(HoldfastException why) {
      post(
          () -> {
            ended = true;
            broken(options, why);
          });
    }

    private void post(Runnable event) {
      mailbox.execute(
          () -> {
            if (!ended && !watch.isClosed()) {
              event.run();
            }
          });
    }
  }

  private void entry(Entry entry) {
    if (listing != null) {
      listing.put(entry.key(), entry);
    } else {
      var next = new HashMap<>(snapshot.entries);
      if (entry.isMarker()) {
        next.remove(entry.key());
      } else {
        next.put(entry.key(), entry);
      }
      replace(next, Math.max(snapshot.revision, entry.revision()), Set.of(entry.key()));
    }
  }

  private void listed(long revision) {
    if (listing == null) {
      return;
    }
    var next = listing;
    listing = null;
    next.values().removeIf(Entry::isMarker);
    var touched = new HashSet<>(snapshot.entries.keySet());
    touched.addAll(next.keySet());
    pause = Duration.ofMillis(100);
    state = State.CURRENT;
    replace(next, revision, touched);
    execute(() -> loaded.complete(this));
  }

  private void replace(Map<String, Entry> entries, long revision, Set<String> touched) {
    var next = new Snapshot(Map.copyOf(entries), revision, snapshot.number + 1);
    snapshot = next;
    for (var value : values) {
      if (touched.contains(value.key())) {
        value.follow(entries.get(value.key()), revision, next.number);
      }
    }
  }

  private void broken(WatchOptions options, HoldfastException why) {
    log.warn(
        "The watch on bucket '{}' broke off; its last known configuration stays, next try in {} ms",
        bucket.name(),
        pause.toMillis(),
        why);
    if (state == State.CURRENT) {
      state = State.STALE;
    }
    scheduler.schedule(pause, () -> mailbox.execute(() -> follow(options)));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  @Override
  public <T> ConfigValue<T> value(String key, Codec<T> codec, T defaultValue) {
    if (!KeyFilter.of(List.of(filters)).matches(Names.checkKey(key))) {
      throw new InvalidArgumentException(
          "key '"
              + key
              + "' matches none of the view's filters "
              + List.of(filters)
              + ": name a key that does, or open the view with a wider filter");
    }
    var calls = new ListenerCall("setting '" + key + "'", scheduler.clock());
    var value =
        new FollowedValue<>(key, codec, defaultValue, events, calls, new Mailbox(this::execute));
    var known = snapshot;
    value.follow(known.entries.get(key), known.revision, known.number);
    mailbox.execute(
        () -> {
          values.add(value);
          var now = snapshot;
          value.follow(now.entries.get(key), now.revision, now.number);
        });
    return value;
  }

  @Override
  public Optional<Bytes> get(String key) {
    return Optional.ofNullable(snapshot.entries.get(key)).map(Entry::value);
  }

  @Override
  public Set<String> keys() {
    return snapshot.entries.keySet();
  }

  @Override
  public long revision() {
    return snapshot.revision;
  }

  @Override
  public State state() {
    return watch.isClosed() ? State.CLOSED : state;
  }

  @Override
  public CompletionStage<ConfigView> loaded() {
    return loaded.minimalCompletionStage();
  }

  @Override
  public void close() {
    watch.close();
    events.closed();
    if (!loaded.isDone()) {
      try {
        scheduler.execute(() -> loaded.completeExceptionally(closedFirst()));
      } catch (RejectedExecutionException schedulerIsClosed) {
        loaded.completeExceptionally(closedFirst());
      }
    }
  }

  private HoldfastException closedFirst() {
    return new UnavailableException(
        "the view of bucket '" + bucket.name() + "' was closed before its first listing was there");
  }
}
