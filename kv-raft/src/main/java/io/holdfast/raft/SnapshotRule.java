package io.holdfast.raft;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides when a snapshot is due: by what the log has taken since the last one, one at a time. The
 * counters are confined to the apply thread; the flag is handed back by whoever took the snapshot.
 */
final class SnapshotRule {
  /** Takes a snapshot elsewhere, and runs the callback when that is over, either way. */
  @FunctionalInterface
  interface Taker {
    void take(Runnable over);
  }

  private final long everyBytes;
  private final long everyEntries;
  private final Taker taker;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private long bytes;
  private long entries;

  SnapshotRule(long everyBytes, long everyEntries, Taker taker) {
    this.everyBytes = everyBytes;
    this.everyEntries = everyEntries;
    this.taker = taker;
  }

  /** An entry of so many bytes was applied. */
  void applied(int entryBytes) {
    bytes += entryBytes;
    entries++;
    if ((bytes >= everyBytes || entries >= everyEntries) && underWay.compareAndSet(false, true)) {
      bytes = 0;
      entries = 0;
      taker.take(() -> underWay.set(false));
    }
  }
}
