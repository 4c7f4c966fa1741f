package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. Immutable. */
record StorageListeners(List<StorageListener> listeners) implements StorageListener {
  private void tell(Consumer<StorageListener> event) {
    listeners.forEach(event);
  }

  @Override
  public void opened(StorageView view) {
    tell(each -> each.opened(view));
  }

  @Override
  public void closed() {
    tell(StorageListener::closed);
  }

  @Override
  public void batched(int commands, long bytes) {
    tell(each -> each.batched(commands, bytes));
  }

  @Override
  public void refused(HoldfastException why) {
    tell(each -> each.refused(why));
  }

  @Override
  public void written(Path file, int bytes) {
    tell(each -> each.written(file, bytes));
  }

  @Override
  public void synced(Path file, Duration took) {
    tell(each -> each.synced(file, took));
  }

  @Override
  public void captured(Duration took) {
    tell(each -> each.captured(took));
  }

  @Override
  public void snapshotTaken(SnapshotReport report) {
    tell(each -> each.snapshotTaken(report));
  }

  @Override
  public void diskFull(boolean full) {
    tell(each -> each.diskFull(full));
  }

  @Override
  public void scrubbed(ScrubReport report) {
    tell(each -> each.scrubbed(report));
  }

  @Override
  public void damageFound() {
    tell(StorageListener::damageFound);
  }

  @Override
  public void stalled(StalledCall call) {
    tell(each -> each.stalled(call));
  }
}
