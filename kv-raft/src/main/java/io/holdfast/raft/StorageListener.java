package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Hears what a store does to its disk, such as for meters. Called by the thread that did it, on the
 * way of every write; so a method must be quick, and must neither throw nor call the store.
 */
public interface StorageListener {
  /** Hears nothing. */
  StorageListener NONE = new StorageListener() {};

  /** Tells several, in this order. */
  static StorageListener all(List<StorageListener> listeners) {
    return listeners.size() == 1 ? listeners.get(0) : new StorageListeners(List.copyOf(listeners));
  }

  /** The store serves from now on; {@code view} may be asked until it is closed. */
  default void opened(StorageView view) {}

  /** The store is closed. */
  default void closed() {}

  /** A batch of commands, of so many bytes together, goes to the log as one entry. */
  default void batched(int commands, long bytes) {}

  /** A command was refused before anything was written. */
  default void refused(HoldfastException why) {}

  /** So many bytes were written to a file. */
  default void written(Path file, int bytes) {}

  /** What was written to a file was made durable, which took so long. */
  default void synced(Path file, Duration took) {}

  /** The state stood still for so long, so that its references could be copied for a snapshot. */
  default void captured(Duration took) {}

  /** A snapshot was taken. */
  default void snapshotTaken(SnapshotReport report) {}

  /** Writes wait, or are refused, since the disk is full; or no longer. */
  default void diskFull(boolean full) {}

  /** A pass over all files ended and found nothing wrong. */
  default void scrubbed(ScrubReport report) {}

  /** A pass over all files found damage, which ends the store. */
  default void damageFound() {}

  /** A call to the disk takes longer than {@link DiskLimits#slow}; told once of each call. */
  default void stalled(StalledCall call) {}
}
