package io.holdfast.kv.state;

import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.RepublishListener;
import io.holdfast.kv.watch.Republishing;
import io.holdfast.kv.watch.StateUsage;
import io.holdfast.kv.watch.StoreView;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all buckets, for readers. Thread-safe: the apply thread changes a concurrent map
 * that others read, and a volatile number.
 */
final class Tables implements StoreView {
  private final ConcurrentHashMap<String, EntryTable> byName = new ConcurrentHashMap<>();
  final Republishing republishing = new Republishing();
  private volatile long quota = StateUsage.NO_QUOTA;

  @Override
  public @Nullable BucketView bucket(String name) {
    return byName.get(name);
  }

  @Override
  public List<String> bucketNames() {
    return byName.keySet().stream().sorted().toList();
  }

  @Override
  public StateUsage usage() {
    long bytes = 0;
    for (EntryTable table : byName.values()) {
      bytes += StateUsage.of(table.status());
    }
    return new StateUsage(bytes, quota);
  }

  @Override
  public void addListener(RepublishListener listener) {
    republishing.add(listener);
  }

  @Override
  public void removeListener(RepublishListener listener) {
    republishing.remove(listener);
  }

  void quota(long bytes) {
    quota = bytes;
  }

  void put(String name, EntryTable table) {
    byName.put(name, table);
  }

  void remove(String name) {
    byName.remove(name);
  }
}
