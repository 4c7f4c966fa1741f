package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feed from a bucket's cursor. When the cursor was overtaken by lost history, the feed opens a
 * new one for what is to come and first reads what is retained of the gap by itself. Confined to
 * the consumer's thread.
 */
final class CursorFeed implements ConsumerFeed {
  private final BucketView bucket;
  private final List<String> filters;
  private final Runnable ready;
  private final boolean newestOnly;
  private final long initialRevision;

  private Cursor cursor;
  private long position;
  private @Nullable RetainedGap gap;

  CursorFeed(BucketView bucket, List<String> filters, Start start, long position, Runnable ready) {
    this.bucket = bucket;
    this.filters = filters;
    this.ready = ready;
    this.newestOnly = start instanceof Start.Latest;
    this.position = position;
    this.cursor = bucket.open(new WatchOptions(filters, start, true, true), ready);
    this.initialRevision = cursor.initialRevision();
  }

  @Override
  public @Nullable Slice read(int maxEntries, long maxBytes) {
    while (true) {
      RetainedGap open = gap;
      if (open != null) {
        Slice slice = open.read(maxEntries, maxBytes, cursor.pending());
        position = Math.max(position, open.position());
        if (!slice.entries().isEmpty()) {
          return slice;
        }
        gap = null;
      }
      Cursor.Batch batch = cursor.read(maxEntries, maxBytes);
      if (batch instanceof Cursor.Batch.Entries entries) {
        position = Math.max(position, entries.position());
        return new Slice(entries.entries(), entries.pending());
      }
      if (batch instanceof Cursor.Batch.BucketGone) {
        return null;
      }
      reopen();
    }
  }

  private void reopen() {
    cursor.close();
    cursor = bucket.open(new WatchOptions(filters, Start.UPDATES, true, true), ready);
    gap =
        new RetainedGap(
            bucket, filters, position, cursor.initialRevision(), newestOnly ? initialRevision : 0);
  }

  @Override
  public long pending() {
    RetainedGap open = gap;
    return cursor.pending() + (open == null ? 0 : open.count());
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    cursor.close();
  }

  /** The matching entries still retained in a range of revisions. */
  private static final class RetainedGap {
    private final BucketView bucket;
    private final List<String> filters;
    private final long end;
    private final long newestOnlyUpTo;
    private long position;

    RetainedGap(
        BucketView bucket, List<String> filters, long position, long end, long newestOnlyUpTo) {
      this.bucket = bucket;
      this.filters = filters;
      this.position = position;
      this.end = end;
      this.newestOnlyUpTo = newestOnlyUpTo;
    }

    long position() {
      return position;
    }

    Slice read(int maxEntries, long maxBytes, long pendingBehind) {
      var entries = new ArrayList<Entry>();
      long bytes = 0;
      Entry next = next(position + 1);
      while (next != null && entries.size() < maxEntries && bytes < maxBytes) {
        entries.add(next);
        bytes += next.key().length() + next.value().length() + next.headers().block().length();
        position = next.revision();
        next = next(position + 1);
      }
      if (next == null) {
        position = end;
        return new Slice(entries, pendingBehind);
      }
      return new Slice(entries, count() + pendingBehind);
    }

    long count() {
      long count = 0;
      for (Entry e = next(position + 1); e != null; e = next(e.revision() + 1)) {
        count++;
      }
      return count;
    }

    private @Nullable Entry next(long from) {
      Entry first = nearest(from);
      while (first != null && first.revision() <= newestOnlyUpTo && isSuperseded(first)) {
        first = nearest(first.revision() + 1);
      }
      return first == null || first.revision() > end ? null : first;
    }

    private @Nullable Entry nearest(long from) {
      Entry first = null;
      for (String filter : filters) {
        Entry candidate = bucket.next(from, filter);
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
