package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies the sources of all buckets: one {@link SourceCopier} for each, as long as its bucket has
 * it. Every node of a group does so for its own view, and the conditions of the copies see to it
 * that each entry is copied once.
 *
 * <p>Thread-safe: the copiers come and go on one event loop, and others find them in a concurrent
 * map.
 */
final class Sourcing implements AutoCloseable {
  private record Id(BucketId bucket, BucketSource source) {}

  private final LocalStore store;
  private final ScheduledExecutorService home;
  private final Map<Id, SourceCopier> copiers = new ConcurrentHashMap<>();
  private final AtomicBoolean due = new AtomicBoolean();
  private final Runnable changed = this::look;

  Sourcing(LocalStore store, ScheduledExecutorService home) {
    this.store = store;
    this.home = home;
  }

  /** Begins with what is there, and follows what changes. */
  void start() {
    store.view().addBucketsListener(changed);
    look();
  }

  private void look() {
    if (due.compareAndSet(false, true)) {
      run(
          home,
          () -> {
            due.set(false);
            follow();
          });
    }
  }

  /** Runs a task at home; not at all when the server has closed, where nothing is copied. */
  static void run(Executor home, Runnable task) {
    try {
      home.execute(task);
    } catch (RejectedExecutionException closed) {
      // The next server to start goes on where the state says.
    }
  }

  /** At home only. */
  private void follow() {
    Map<Id, BucketView> wanted = new HashMap<>();
    for (String name : store.view().bucketNames()) {
      BucketView bucket = store.view().bucket(name);
      if (bucket != null) {
        bucket
            .config()
            .sources()
            .forEach(source -> wanted.put(new Id(bucket.id(), source), bucket));
      }
    }
    copiers
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !wanted.containsKey(each.getKey());
              if (gone) {
                each.getValue().end();
              }
              return gone;
            });
    wanted.forEach(
        (id, bucket) ->
            copiers.computeIfAbsent(
                id, absent -> new SourceCopier(store, home, bucket, id.source())));
    // Also those that were there: what they waited for may have come.
    copiers.values().forEach(SourceCopier::wake);
  }

  /** The state of the sources of {@code bucket}, in the order of its configuration. */
  List<Map<String, Object>> info(BucketView bucket) {
    var infos = new ArrayList<Map<String, Object>>();
    for (BucketSource source : bucket.config().sources()) {
      SourceCopier copier = copiers.get(new Id(bucket.id(), source));
      if (copier != null) {
        infos.add(copier.info());
      }
    }
    return infos;
  }

  @Override
  public void close() {
    store.view().removeBucketsListener(changed);
    copiers.values().forEach(SourceCopier::end);
  }
}
