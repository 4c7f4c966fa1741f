package io.holdfast.kv.store;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.WatchListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what a watch tells it, in short words. Confined to the thread of a manual scheduler.
 */
final class RecordingListener implements WatchListener {
  final List<String> heard = new ArrayList<>();

  @Override
  public void onEntry(Entry entry) {
    heard.add(entry.key() + "@" + entry.revision() + (entry.isMarker() ? " " + entry.kind() : ""));
  }

  @Override
  public void onSynced(long revision) {
    heard.add("synced " + revision);
  }

  @Override
  public void onResync(CompactedException why) {
    heard.add("resync");
  }

  @Override
  public void onClosed(HoldfastException why) {
    heard.add("closed " + why.getClass().getSimpleName());
  }
}
