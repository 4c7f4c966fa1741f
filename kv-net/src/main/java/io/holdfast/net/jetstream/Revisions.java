package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.watch.BucketView;
import org.jspecify.annotations.Nullable;

/** Searches in a bucket's revision order. */
final class Revisions {
  private Revisions() {}

  /**
   * The smallest retained revision created at or after {@code epochNanos}; one past the last when
   * there is none.
   */
  static long firstAtOrAfter(BucketView bucket, long epochNanos) {
    long low = 1;
    long high = bucket.lastRevision() + 1;
    // Creation times never go back with growing revisions, so halving finds the border.
    while (low < high) {
      long middle = low + (high - low) / 2;
      Entry entry = bucket.next(middle, ">");
      if (entry == null || entry.createdEpochNanos() >= epochNanos) {
        high = middle;
      } else {
        low = entry.revision() + 1;
      }
    }
    return low;
  }

  /** The retained entry with the greatest revision that matches; null when none does. */
  static @Nullable Entry newestMatching(BucketView bucket, String keyFilter) {
    Entry newest = null;
    Entry found = bucket.next(1, keyFilter);
    while (found != null) {
      newest = found;
      found = bucket.next(found.revision() + 1, keyFilter);
    }
    return newest;
  }

  /** How many retained entries match from revision {@code from} on. Linear in the bucket's size. */
  static long count(BucketView bucket, long from, String keyFilter) {
    long count = 0;
    Entry found = bucket.next(from, keyFilter);
    while (found != null) {
      count++;
      found = bucket.next(found.revision() + 1, keyFilter);
    }
    return count;
  }
}
