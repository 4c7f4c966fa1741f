package io.holdfast.raft;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a snapshot is due: by what the log has taken since the last one, one at a time; not
 * before that is as much as the last one took, so that a large state is not written more often than
 * it changes. The counters are confined to the apply thread; the flag and the size are handed back
 * by whoever took the snapshot.
 */
final class SnapshotRule {
  /** Takes a snapshot elsewhere, and runs the callback when that is over, either way. */
  @FunctionalInterface
  interface Taker {
    void take(Runnable over);
  }

  private static final Logger logger = LoggerFactory.getLogger(SnapshotRule.class);

  private final long everyBytes;
  private final long everyEntries;
  private final Taker taker;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile long lastBytes;
  private long bytes;
  private long entries;

  SnapshotRule(long everyBytes, long everyEntries, Taker taker) {
    this.everyBytes = everyBytes;
    this.everyEntries = everyEntries;
    this.taker = taker;
  }

  /** A snapshot of so many bytes is durable. Any thread. */
  void taken(long snapshotBytes) {
    lastBytes = snapshotBytes;
  }

  /** An entry of so many bytes was applied. */
  void applied(int entryBytes) {
    bytes += entryBytes;
    entries++;
    boolean due = bytes >= Math.max(everyBytes, lastBytes) || entries >= everyEntries;
    if (due && underWay.compareAndSet(false, true)) {
      bytes = 0;
      entries = 0;
      take();
    }
  }

  /** A failure to begin must neither reach the apply thread nor prevent the next one. */
  private void take() {
    try {
      taker.take(() -> underWay.set(false));
    } catch (RuntimeException | Error e) {
      underWay.set(false);
      logger.error("A snapshot could not be begun; the next one is tried when it is due", e);
    }
  }
}
