package io.holdfast.kv.watch;

/**
 * How many entries a cursor has left. Far behind, they are not all counted after each batch: what
 * was read is subtracted, what was written since is added, and when half of the last exact count is
 * used up it is counted again, since entries also vanish unread. Never less than what is really
 * left. Confined to the cursor's consumer.
 */
final class PendingCount {
  /** Counts deliverable entries in a range of revisions. */
  @FunctionalInterface
  interface Counter {
    long count(long from, long to);
  }

  /** A range of revisions that is counted each time. */
  private static final long EXACT_RANGE = 1024;

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
    if (last - position > EXACT_RANGE && position < countedTo && left > recountAt) {
      left += counter.count(countedTo + 1, last);
    } else {
      left = counter.count(position + 1, last);
      recountAt = left / 2;
    }
    countedTo = last;
    return left;
  }
}
