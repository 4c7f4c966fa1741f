package io.holdfast.raft;

/**
 * Hears what a store does to its disk, such as for meters. Called by the thread that did it, on the
 * way of every write; so a method must be quick, and must neither throw nor call the store.
 */
public interface StorageListener {
  /** Hears nothing. */
  StorageListener NONE = new StorageListener() {};

  /** A pass over all files ended and found nothing wrong. */
  default void scrubbed(ScrubReport report) {}

  /** A call to the disk takes longer than {@link DiskLimits#slow}; told once of each call. */
  default void stalled(StalledCall call) {}
}
