package io.holdfast.kv.watch;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.WatchOptions;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cursor over an {@link EntryTable}.
 *
 * <p>Threads: one consumer reads, the apply thread signals, any thread closes or counts. They meet
 * in {@link #signal}, whose value is {@link #READING} from before a read looks at the last revision
 * until the cursor is caught up, {@link #ARMED} while it waits for the next matching entry, {@link
 * #CLOSED}, or else the first matching revision written since it was {@link #READING}. A matching
 * entry is thus either seen by the read or noted by the signal, and a caught-up cursor goes
 * straight to the noted revision without looking at what was written before it.
 */
final class TableCursor implements Cursor, Comparable<TableCursor> {
  private static final Logger log = LoggerFactory.getLogger(TableCursor.class);

  private static final long READING = 0;
  private static final long ARMED = -1;
  private static final long CLOSED = -2;

  private final long number;
  private final EntryTable table;
  private final WatchOptions options;
  private final KeyFilter filter;
  private final Runnable ready;
  private final AtomicLong signal = new AtomicLong(READING);
  private final Object era;
  private final CursorStart start;
  private final EntryScan scan;
  private final PendingCount pendingCount;

  private volatile long position;

  /**
   * Whether the last read saw everything up to its last revision, so that a signal tells where to
   * go on.
   */
  private boolean caughtUp;

  private boolean delivered;

  /**
   * Registers a cursor first and fixes its start then, so that what is written in between is read
   * or signalled.
   */
  static Cursor open(EntryTable table, WatchOptions options, Runnable ready) {
    return new TableCursor(table, options, ready);
  }

  @SuppressWarnings("this-escape")
  private TableCursor(EntryTable table, WatchOptions options, Runnable ready) {
    this.number = table.signals().cursors().nextNumber();
    this.table = table;
    this.options = options;
    this.ready = ready;
    this.filter = KeyFilter.of(options.filters());
    // Until the start is known every revision may concern this cursor, and READING only notes the
    // first.
    this.position = 0;
    table.signals().cursors().add(this, filter);
    VarHandle.fullFence();
    this.era = table.era();
    this.scan = table.scan(filter);
    this.start = CursorStart.of(options.start(), table.published());
    this.position = start.position();
    this.pendingCount = new PendingCount(this::count);
  }

  /** In the order of their opening, so that a simulated run signals alike each time. */
  @Override
  public int compareTo(TableCursor other) {
    return Long.compare(number, other.number);
  }

  @Override
  public Batch read(int maxEntries, long maxBytes) {
    long heard = table.signals().upTo();
    long noted = takeSignal();
    if (noted == CLOSED) {
      return new Batch.Entries(List.of(), position, 0);
    }
    if (caughtUp) {
      long reached = noted == ARMED ? heard : noted - 1;
      position = Math.max(position, reached);
    }
    var reading = new Reading(maxEntries, maxBytes);
    while (true) {
      Published now = table.published();
      Batch end = end(now);
      if (end != null) {
        return reading.entries.isEmpty() ? end : reading.batch(0);
      }
      caughtUp = readOn(reading, now.lastRevision());
      if (!caughtUp) {
        return reading.batch(
            pendingCount.after(position, now.lastRevision(), reading.entries.size()));
      }
      if (reading.isComplete() || signal.compareAndSet(READING, ARMED)) {
        return reading.batch(0);
      }
      noted = takeSignal();
      if (noted == CLOSED) {
        return reading.batch(0);
      }
    }
  }

  @Override
  public long pending() {
    long last = table.published().lastRevision();
    return signal.get() == ARMED ? 0 : count(position + 1, last);
  }

  @Override
  public long initialRevision() {
    return start.initialRevision();
  }

  @Override
  public void close() {
    if (signal.getAndSet(CLOSED) != CLOSED) {
      table.signals().cursors().remove(this, filter);
    }
  }

  /** Tells of a matching entry at {@code revision}. Apply thread only. */
  void signal(long revision) {
    while (true) {
      // In this order: a cursor that is armed has its position set.
      long now = signal.get();
      if ((now != READING && now != ARMED) || revision <= position) {
        return;
      }
      if (signal.compareAndSet(now, revision)) {
        if (now == ARMED) {
          callReady();
        }
        return;
      }
    }
  }

  private void callReady() {
    try {
      ready.run();
    } catch (RuntimeException e) {
      log.error(
          "A watcher of bucket '{}' failed when it was told of news; others go on",
          table.id().name(),
          e);
    }
  }

  private long takeSignal() {
    return signal.getAndUpdate(now -> now == CLOSED ? CLOSED : READING);
  }

  private @Nullable Batch end(Published now) {
    StoreClosedException stopped = table.stopped();
    if (stopped != null) {
      return new Batch.Stopped(stopped);
    }
    if (table.isGone()) {
      return new Batch.BucketGone();
    }
    return era != table.era() || start.isOvertaken(now.losses(), position, delivered)
        ? new Batch.Compacted(table.firstRevision(now))
        : null;
  }

  /** Reads up to {@code last}; returns false when the batch was full before. */
  private boolean readOn(Reading reading, long last) {
    long from = position + 1;
    for (StoredEntry next = scan.next(from, last); next != null; next = scan.next(from, last)) {
      if (delivers(next)) {
        if (reading.isFull()) {
          position = from - 1;
          return false;
        }
        reading.add(next);
      }
      from = next.revision() + 1;
    }
    position = Math.max(position, last);
    return true;
  }

  private boolean delivers(StoredEntry stored) {
    return (options.markers() || stored.isLive())
        && (!start.wantsNewestOnly(stored.revision()) || table.isNewest(stored));
  }

  private long count(long from, long to) {
    EntryScan counting = table.scan(filter);
    long count = 0;
    long low = from;
    for (StoredEntry next = counting.next(low, to); next != null; next = counting.next(low, to)) {
      if (delivers(next)) {
        count++;
      }
      low = next.revision() + 1;
    }
    return count;
  }

  /** One batch under way. */
  private final class Reading {
    final List<Entry> entries = new ArrayList<>();
    private final int maxEntries;
    private final long maxBytes;
    private long bytes;

    Reading(int maxEntries, long maxBytes) {
      this.maxEntries = maxEntries;
      this.maxBytes = maxBytes;
    }

    /** Whether all entries asked for were found: the consumer knows that it has to read again. */
    boolean isComplete() {
      return entries.size() >= maxEntries;
    }

    boolean isFull() {
      return isComplete() || (!entries.isEmpty() && bytes >= maxBytes);
    }

    void add(Entry entry) {
      Entry shown = options.values() ? entry : withoutValue(entry);
      entries.add(shown);
      bytes += shown.size();
      delivered = true;
    }

    Batch batch(long pending) {
      return new Batch.Entries(entries, position, pending);
    }
  }

  private static Entry withoutValue(Entry entry) {
    return new Entry(
        entry.bucket(),
        entry.key(),
        entry.kind(),
        entry.reason(),
        Bytes.EMPTY,
        entry.headers(),
        entry.revision(),
        entry.createdEpochNanos(),
        entry.ttl(),
        entry.owner().orElse(null));
  }
}
