package io.holdfast.kv.watch;

/**
 * How many entries a cursor has left, without counting them all after each batch: what was read is
 * subtracted, what was written since is added, and when half of the last exact count is used up it
 * is counted again, since entries also vanish unread. Confined to the cursor's consumer.
 */
final class PendingCount {
  /** Counts deliverable entries in a range of revisions. */
  @FunctionalInterface
  interface Counter {
    long count(long from, long to);
  }

  private final Counter counter;
  private long left;
  private long countedTo;
  private long recountAt;

  PendingCount(Counter counter) {
    this.counter = counter;
  }

  /**
   * What is left up to {@code last} after {@code read} more entries were read, up to {@code
   * position}.
   */
  long after(long position, long last, int read) {
    left -= read;
    if (position < countedTo && left > recountAt) {
      left += counter.count(countedTo + 1, last);
    } else {
      left = counter.count(position + 1, last);
      recountAt = left / 2;
    }
    countedTo = last;
    return left;
  }
}
