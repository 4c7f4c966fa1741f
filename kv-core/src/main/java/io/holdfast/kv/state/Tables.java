package io.holdfast.kv.state;

import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.RepublishListener;
import io.holdfast.kv.watch.Republishing;
import io.holdfast.kv.watch.StateUsage;
import io.holdfast.kv.watch.StoreView;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all buckets, for readers. Thread-safe: the apply thread changes a concurrent map
 * that others read, and a volatile record.
 */
final class Tables implements StoreView {
  private final ConcurrentHashMap<String, EntryTable> byName = new ConcurrentHashMap<>();
  final Republishing republishing = new Republishing();
  private volatile StateUsage usage = new StateUsage(0, StateUsage.NO_QUOTA);
  private final List<Runnable> bucketsListeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Throwable failure;

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
    return usage;
  }

  @Override
  public void addListener(RepublishListener listener) {
    republishing.add(listener);
  }

  @Override
  public void removeListener(RepublishListener listener) {
    republishing.remove(listener);
  }

  /** Shows how much is taken now; nothing new where it is the same. */
  void usage(long bytes, long quota) {
    StateUsage before = usage;
    if (before.bytes() != bytes || before.quota() != quota) {
      usage = new StateUsage(bytes, quota);
    }
  }

  @Override
  public void addBucketsListener(Runnable changed) {
    bucketsListeners.add(changed);
  }

  @Override
  public void removeBucketsListener(Runnable changed) {
    bucketsListeners.remove(changed);
  }

  /** A bucket has another configuration. */
  void changed() {
    bucketsListeners.forEach(Runnable::run);
  }

  /**
   * The state may be half changed: no reader begins any more, and those who wait for the end of the
   * change go on with an error.
   */
  void fail(Throwable cause) {
    failure = cause;
    byName.values().forEach(table -> table.fail(cause));
  }

  boolean isSound() {
    return failure == null;
  }

  void requireSound() {
    Throwable cause = failure;
    if (cause != null) {
      throw EntryTable.halfChanged(cause);
    }
  }

  void put(String name, EntryTable table) {
    byName.put(name, table);
    changed();
  }

  void remove(String name) {
    byName.remove(name);
    changed();
  }
}
