package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.watch.BucketView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The matching entries still retained in a range of revisions. What is left of them is counted when
 * half of the last count is used up, and not after each read. Confined to the consumer's thread.
 */
final class RetainedGap {
  private final BucketView bucket;
  private final List<String> filters;
  private final long end;
  private final long newestOnlyUpTo;
  private final Walk walk;

  private long position;
  private long left;
  private long recountAt = Long.MAX_VALUE;

  /**
   * What is retained after {@code position}, up to and with {@code end}.
   *
   * @param newestOnlyUpTo up to here only the newest entry of a key counts
   */
  RetainedGap(
      BucketView bucket, List<String> filters, long position, long end, long newestOnlyUpTo) {
    this.bucket = bucket;
    this.filters = filters;
    this.position = position;
    this.end = end;
    this.newestOnlyUpTo = newestOnlyUpTo;
    this.walk = new Walk();
  }

  /** Everything up to this revision was read. */
  long position() {
    return position;
  }

  /** Reads forward; an empty slice says that the range is through. */
  ConsumerFeed.Slice read(int maxEntries, long maxBytes, long pendingBehind) {
    var entries = new ArrayList<Entry>();
    long bytes = 0;
    Entry next = walk.next(position + 1);
    while (next != null && entries.size() < maxEntries && bytes < maxBytes) {
      entries.add(next);
      bytes += next.key().length() + next.value().length() + next.headers().block().length();
      position = next.revision();
      next = walk.next(position + 1);
    }
    if (next == null) {
      position = end;
      return new ConsumerFeed.Slice(entries, pendingBehind);
    }
    left -= entries.size();
    return new ConsumerFeed.Slice(entries, left() + pendingBehind);
  }

  /** How many are left; not less than there really are. */
  long left() {
    if (left <= recountAt) {
      var counting = new Walk();
      long count = 0;
      for (Entry e = counting.next(position + 1); e != null; e = counting.next(e.revision() + 1)) {
        count++;
      }
      left = count;
      recountAt = count / 2;
    }
    return left;
  }

  /** A way forward over all filters, which remembers the next match of each. */
  private final class Walk {
    private final @Nullable Entry[] nextOf = new Entry[filters.size()];
    private final boolean[] looked = new boolean[filters.size()];

    @Nullable Entry next(long from) {
      Entry first = nearest(from);
      while (first != null && first.revision() <= newestOnlyUpTo && isSuperseded(first)) {
        first = nearest(first.revision() + 1);
      }
      return first == null || first.revision() > end ? null : first;
    }

    private @Nullable Entry nearest(long from) {
      Entry first = null;
      for (int i = 0; i < nextOf.length; i++) {
        Entry candidate = nextOf[i];
        if (!looked[i] || (candidate != null && candidate.revision() < from)) {
          candidate = bucket.next(from, filters.get(i));
          nextOf[i] = candidate;
          looked[i] = true;
        }
        if (candidate != null && (first == null || candidate.revision() < first.revision())) {
          first = candidate;
        }
      }
      return first;
    }

    private boolean isSuperseded(Entry entry) {
      Entry latest = bucket.latest(entry.key());
      return latest != null && latest.revision() > entry.revision();
    }
  }
}
