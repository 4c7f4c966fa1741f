package io.holdfast.kv.store;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.Cursor;
import io.holdfast.kv.watch.StoreView;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves entries from a cursor to a listener: news wakes it, each turn reads one batch and delivers
 * it, and a turn that found something takes another (guarantees G20, G22, G24).
 *
 * <p>Threading: turns run in {@link #mailbox}, one at a time, and what they use is confined to
 * them; only {@link #ended}, {@link #revision} and {@link #due} are shared. {@link #ended} is
 * looked at before every call to the listener, so a call that has not taken its turn when {@link
 * #close} returns is never made.
 */
final class WatchPump implements Watch {
  private static final int ENTRIES_PER_TURN = 256;

  private static final Logger log = LoggerFactory.getLogger(WatchPump.class);

  private final String bucket;
  private final StoreView view;
  private final WatchListener listener;
  private final ListenerCall calls;
  private final StoreListener events;
  private final Consumer<WatchPump> onEnd;
  private final Mailbox mailbox;

  private WatchOptions options;
  private @Nullable Cursor cursor;
  private boolean synced;

  private volatile boolean ended;
  private volatile long revision;

  /**
   * Turns that are due or under way: while there are none, everything published was delivered.
   * Raised on the apply thread, before a write is acknowledged.
   */
  private final AtomicInteger due = new AtomicInteger();

  WatchPump(
      String bucket,
      WatchOptions options,
      WatchListener listener,
      StoreView view,
      Clock clock,
      Executor callbacks,
      StoreListener events,
      Consumer<WatchPump> onEnd) {
    this.bucket = bucket;
    this.options = options;
    this.listener = listener;
    this.view = view;
    this.calls = new ListenerCall("bucket '" + bucket + "'", clock);
    this.events = events;
    this.onEnd = onEnd;
    this.mailbox = new Mailbox(callbacks);
  }

  @Override
  public long revision() {
    return revision;
  }

  /**
   * How many revisions the listener is behind its bucket, at most: those that it does not want
   * count, too, while it is behind.
   */
  long lag() {
    BucketView seen = due.get() > 0 ? view.bucket(bucket) : null;
    return seen == null ? 0 : Math.max(0, seen.lastRevision() - revision);
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    onEnd.accept(this);
    mailbox.execute(this::closeCursor);
  }

  /** Begins, once the read fence is passed. */
  void start() {
    mailbox.execute(this::open);
  }

  /** Ends the watch and tells why. */
  void end(HoldfastException why) {
    mailbox.execute(() -> endNow(why));
  }

  private void open() {
    BucketView found = view.bucket(bucket);
    if (found == null) {
      endNow(Answers.noBucket(bucket));
    } else if (!ended) {
      cursor = found.open(options, this::wake);
      wake();
    }
  }

  private void wake() {
    due.incrementAndGet();
    mailbox.execute(this::turn);
  }

  private void turn() {
    try {
      look();
    } finally {
      due.decrementAndGet();
    }
  }

  private void look() {
    if (ended || cursor == null) {
      return;
    }
    Cursor.Batch batch = cursor.read(ENTRIES_PER_TURN, Long.MAX_VALUE);
    if (batch instanceof Cursor.Batch.Entries found) {
      deliver(found, cursor.initialRevision());
    } else if (batch instanceof Cursor.Batch.Compacted lost) {
      resync(lost.oldestRevision());
    } else if (batch instanceof Cursor.Batch.Stopped stopped) {
      endNow(stopped.why());
    } else {
      endNow(Answers.noBucket(bucket));
    }
  }

  private void deliver(Cursor.Batch.Entries found, long initialRevision) {
    for (Entry entry : found.entries()) {
      call(entry.key(), () -> listener.onEntry(entry));
      if (ended) {
        return;
      }
      revision = Math.max(revision, entry.revision());
    }
    revision = Math.max(revision, found.position());
    // Only a batch that was not cut is a whole state: before its end, an entry may be missing whose
    // newer one follows.
    boolean whole = found.entries().size() < ENTRIES_PER_TURN || found.pending() == 0;
    if (whole && !synced) {
      synced = true;
      long upTo = Math.max(initialRevision, found.position());
      call("a whole state", () -> listener.onSynced(upTo));
    }
    if (!found.entries().isEmpty()) {
      wake();
    }
  }

  private void resync(long oldestRevision) {
    var why = new CompactedException(bucket, oldestRevision);
    log.info(
        "A watch of bucket '{}' at revision {} lists again: {}",
        bucket,
        revision,
        why.getMessage());
    events.resynced();
    closeCursor();
    synced = false;
    options = options.from(Start.LATEST);
    call("lost history", () -> listener.onResync(why));
    open();
  }

  private void endNow(HoldfastException why) {
    closeCursor();
    if (!ended) {
      call("the end of its watch", () -> listener.onClosed(why));
      ended = true;
      onEnd.accept(this);
    }
  }

  private void closeCursor() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  private void call(String event, Runnable listenerCall) {
    if (!ended) {
      calls.tell(event, listenerCall);
    }
  }
}
