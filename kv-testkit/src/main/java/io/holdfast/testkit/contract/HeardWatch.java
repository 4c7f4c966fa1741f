package io.holdfast.testkit.contract;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.WatchListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a watch tells. Thread-safe: guarded by itself. */
final class HeardWatch implements WatchListener {
  private final List<String> heard = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable HoldfastException closed;

  @Override
  public synchronized void onEntry(Entry entry) {
    heard.add(StoreAccess.inShort(entry));
    entries.add(entry);
  }

  @Override
  public synchronized void onSynced(long revision) {
    heard.add("synced");
  }

  @Override
  public synchronized void onResync(CompactedException why) {
    heard.add("resync");
  }

  @Override
  public synchronized void onClosed(HoldfastException why) {
    heard.add("closed");
    closed = why;
  }

  synchronized List<String> heard() {
    return List.copyOf(heard);
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  synchronized @Nullable HoldfastException closed() {
    return closed;
  }
}
