package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feed from a bucket's cursor. When the cursor was overtaken by lost history, the feed opens a
 * new one for what is to come and first reads what is retained of the gap by itself. While it rests
 * it has no cursor. Confined to the consumer's thread.
 */
final class CursorFeed implements ConsumerFeed {
  private final BucketView bucket;
  private final List<String> filters;
  private final Runnable ready;
  private final long newestOnlyUpTo;

  /** Null while it rests. */
  private @Nullable Cursor cursor;

  private long position;
  private @Nullable RetainedGap gap;

  CursorFeed(BucketView bucket, List<String> filters, Start start, long position, Runnable ready) {
    this.bucket = bucket;
    this.filters = filters;
    this.ready = ready;
    this.position = position;
    Cursor first = open(start);
    this.cursor = first;
    this.newestOnlyUpTo = start instanceof Start.Latest ? first.initialRevision() : 0;
  }

  private CursorFeed(
      BucketView bucket, List<String> filters, long position, long newestOnlyUpTo, Runnable ready) {
    this.bucket = bucket;
    this.filters = filters;
    this.ready = ready;
    this.position = position;
    this.newestOnlyUpTo = newestOnlyUpTo;
  }

  /** A feed that goes on after {@code position}, and rests until it is read. */
  static CursorFeed resting(
      BucketView bucket, List<String> filters, long position, long newestOnlyUpTo, Runnable ready) {
    return new CursorFeed(bucket, filters, position, newestOnlyUpTo, ready);
  }

  @Override
  public @Nullable Slice read(int maxEntries, long maxBytes) {
    Cursor current = awake();
    while (true) {
      RetainedGap open = gap;
      if (open != null) {
        Slice slice = open.read(maxEntries, maxBytes, current.pending());
        position = Math.max(position, open.position());
        if (!slice.entries().isEmpty()) {
          return slice;
        }
        gap = null;
      }
      Cursor.Batch batch = current.read(maxEntries, maxBytes);
      if (batch instanceof Cursor.Batch.Entries entries) {
        position = Math.max(position, entries.position());
        return new Slice(entries.entries(), entries.pending());
      }
      if (batch instanceof Cursor.Batch.BucketGone || batch instanceof Cursor.Batch.Stopped) {
        return null;
      }
      current.close();
      current = overGap();
    }
  }

  private Cursor awake() {
    Cursor current = cursor;
    if (current != null) {
      return current;
    }
    // A cursor that starts at a revision shows everything from there on, so what a listing skips
    // has to be skipped here, if there can be any.
    if (position < newestOnlyUpTo && bucket.config().history() > 1) {
      return overGap();
    }
    current = open(Start.from(position + 1));
    cursor = current;
    return current;
  }

  /** A cursor for what is to come; what is retained up to there is read as a gap before it. */
  private Cursor overGap() {
    Cursor next = open(Start.UPDATES);
    cursor = next;
    gap = new RetainedGap(bucket, filters, position, next.initialRevision(), newestOnlyUpTo);
    return next;
  }

  private Cursor open(Start start) {
    return bucket.open(new WatchOptions(filters, start, true, true), ready);
  }

  @Override
  public long pending() {
    boolean rested = cursor == null;
    Cursor current = awake();
    RetainedGap open = gap;
    long pending = current.pending() + (open == null ? 0 : open.left());
    if (rested) {
      rest();
    }
    return pending;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long incarnation() {
    return bucket.id().incarnation();
  }

  @Override
  public long newestOnlyUpTo() {
    return newestOnlyUpTo;
  }

  @Override
  public @Nullable Entry at(long revision) {
    return bucket.at(revision);
  }

  @Override
  public void rest() {
    close();
    cursor = null;
    gap = null;
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
