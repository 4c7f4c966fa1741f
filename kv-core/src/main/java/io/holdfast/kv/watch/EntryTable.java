package io.holdfast.kv.watch;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Entry;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.WatchOptions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The retained entries of one bucket, for one writer and any number of readers without locks.
 *
 * <p>Threads: the apply thread alone calls what changes or captures it (the methods after {@link
 * #open}); everything in {@link BucketView} may be called by any thread. A change is written in
 * this order: new entries, then what they displace, then {@link #publish} with a volatile write, so
 * a reader that sees the revision sees the entries. A reader that meets an entry above the
 * published revision waits for it: it is a part of a transaction under way, microseconds from its
 * end. Where that end never comes, since the writer failed, the reader gets an error.
 */
public final class EntryTable implements BucketView {
  /** Spins before the reader gives its processor to the writer that it waits for. */
  private static final int SPINS = 200;

  private static final long PAUSE_NANOS = 1_000;

  private final BucketId id;
  private final Instant created;
  private final Signals signals = new Signals();

  private volatile Contents contents = new Contents();
  private volatile Published published;
  private volatile boolean gone;
  private volatile @Nullable Throwable failure;
  private volatile Map<String, SourcePosition> sourcePositions = Map.of();

  private Losses losses = Losses.NONE;

  /** An empty bucket. */
  public EntryTable(BucketId id, BucketConfig config, Instant created) {
    this.id = id;
    this.created = created;
    this.published = new Published(config, 0, losses, 0, 0, 0);
  }

  @Override
  public BucketId id() {
    return id;
  }

  @Override
  public BucketConfig config() {
    return published.config();
  }

  /** Asks for the first revision until nothing was published meanwhile, so that all parts agree. */
  @Override
  @SuppressWarnings(
      "ReferenceEquality") // Each publication is an object of its own; equal ones may have another
  // first.
  public BucketStatus status() {
    Published now = published;
    long first = firstRevision(now);
    for (Published again = published; again != now; again = published) {
      now = again;
      first = firstRevision(now);
    }
    return new BucketStatus(
        now.config(),
        id.incarnation(),
        created,
        now.entries(),
        now.keys(),
        now.bytes(),
        first,
        now.lastRevision(),
        now.losses().traceFloor());
  }

  @Override
  public Map<String, SourcePosition> sourcePositions() {
    return sourcePositions;
  }

  @Override
  public long lastRevision() {
    return published.lastRevision();
  }

  @Override
  public @Nullable Entry latest(String key) {
    Contents now = contents;
    StoredEntry newest = now.traces.newest(key);
    if (newest != null) {
      awaitPublished(newest.revision(), now);
    }
    return newest;
  }

  @Override
  public @Nullable Entry at(long revision) {
    if (revision < 1 || revision > lastRevision()) {
      return null;
    }
    return contents.index.get(revision);
  }

  @Override
  public @Nullable Entry next(long from, String filter) {
    Contents now = contents;
    // Also what is not published yet: it may be all that is left of a key that readers saw.
    StoredEntry found =
        EntryScan.of(KeyFilter.of(filter), now.traces, now.index)
            .next(Math.max(1, from), Long.MAX_VALUE);
    if (found != null) {
      awaitPublished(found.revision(), now);
    }
    return found;
  }

  @Override
  public List<Entry> history(String key) {
    Contents now = contents;
    KeyTrace trace = now.traces.get(key);
    if (trace == null) {
      return List.of();
    }
    List<StoredEntry> kept = trace.all();
    awaitPublished(kept.get(kept.size() - 1).revision(), now);
    return List.copyOf(kept);
  }

  @Override
  public Cursor open(WatchOptions options, Runnable ready) {
    return TableCursor.open(this, options, ready);
  }

  /** The trace of {@code key} as the writer sees it; null when nothing is kept. */
  public @Nullable KeyTrace trace(String key) {
    return contents.traces.get(key);
  }

  /** The newest entry of {@code key} as the writer sees it; null when nothing is kept. */
  public @Nullable StoredEntry newest(String key) {
    return contents.traces.newest(key);
  }

  /** The entry at {@code revision} as the writer sees it; null when it is not kept. */
  public @Nullable StoredEntry stored(long revision) {
    return contents.index.get(revision);
  }

  /** The retained entry with the smallest revision from {@code from} on, as the writer sees it. */
  public @Nullable StoredEntry nextStored(long from) {
    return contents.index.walk().next(from, Long.MAX_VALUE);
  }

  /** Visits the traces of all keys, in no order; nothing may be changed meanwhile. */
  public void forEachTrace(Consumer<KeyTrace> action) {
    contents.traces.forEach(action);
  }

  /** Visits all entries in revision order; nothing may be changed meanwhile. */
  public void forEachEntry(Consumer<StoredEntry> action) {
    var walk = contents.index.walk();
    for (StoredEntry next = walk.next(1, Long.MAX_VALUE);
        next != null;
        next = walk.next(next.revision() + 1, Long.MAX_VALUE)) {
      action.accept(next);
    }
  }

  /** Entries retained. */
  public long entries() {
    return contents.entries();
  }

  /** Keys of which something is retained. */
  public long keys() {
    return contents.keys();
  }

  /** Bytes of keys, headers and values retained. */
  public long bytes() {
    return contents.bytes();
  }

  /** A watch that stopped below this revision cannot be resumed. */
  public long traceFloor() {
    return losses.traceFloor();
  }

  /** Adds the first entry of a key. */
  public void insert(StoredEntry stored) {
    contents.insert(stored);
  }

  /** Adds the newest entry of a key, whose {@code surplus} oldest entries go in the same step. */
  public void append(KeyTrace trace, StoredEntry stored, int surplus) {
    contents.append(trace, stored, surplus);
  }

  /** Removes an entry; returns what of its key is left, null: nothing. */
  public @Nullable KeyTrace remove(KeyTrace trace, StoredEntry stored) {
    return contents.remove(trace, stored);
  }

  /** Puts {@code after} in the place of the newest entry of its key, at the same revision. */
  public void replaceNewest(KeyTrace trace, StoredEntry after) {
    contents.replaceNewest(trace, after);
  }

  /** Notes that {@code stored}, removed just now, was the last trace of its key. */
  public void loseTrace(StoredEntry stored, long lastRevision) {
    losses = losses.plusTrace(stored, lastRevision);
    signals.noteLost(stored);
  }

  /**
   * Notes that {@code stored}, removed just now, was the newest of its key, and an older one is
   * again.
   */
  public void surface(StoredEntry stored) {
    losses = losses.plusSurfacing(stored);
    signals.noteLost(stored);
  }

  /** Shows up to where the sources were copied; those entries have been published before. */
  public void sourcePositions(Map<String, SourcePosition> positions) {
    sourcePositions = Map.copyOf(positions);
  }

  /** Makes everything up to {@code lastRevision} visible. */
  public void publish(BucketConfig config, long lastRevision) {
    Contents now = contents;
    published = new Published(config, lastRevision, losses, now.entries(), now.keys(), now.bytes());
  }

  /**
   * Tells the cursors what was published since the last call. The caller has fenced since it
   * published.
   */
  public void signal() {
    signals.tell(contents.index, published.lastRevision());
  }

  /** Ends the bucket: cursors are told; views stay readable. */
  public void end() {
    gone = true;
    signals.tellAll();
  }

  /**
   * The writer broke off in the middle of a change: who waits for its end gets an error, and
   * cursors are told.
   */
  public void fail(Throwable cause) {
    failure = cause;
    signals.tellAll();
  }

  /** The error of a reader that finds the state half changed; each gets one of its own. */
  public static StoreClosedException halfChanged(Throwable cause) {
    return new StoreClosedException(
        "the store has stopped: applying an earlier command failed", cause);
  }

  /** All entries as they are now, in revision order: at once, however many there are. */
  public Collection<StoredEntry> capture() {
    return contents.index.capture(contents.entries());
  }

  /**
   * Replaces all contents by those of a snapshot, in revision order. Open cursors are told that
   * history is lost, since nobody knows what they missed.
   */
  public void restore(
      Collection<StoredEntry> stored, BucketConfig config, long lastRevision, long traceFloor) {
    losses = Losses.atFloor(traceFloor);
    contents = Contents.of(stored);
    publish(config, lastRevision);
    signals.replaced(lastRevision);
  }

  /** Whether the bucket was deleted. */
  boolean isGone() {
    return gone;
  }

  Published published() {
    return published;
  }

  Signals signals() {
    return signals;
  }

  /** Changes when the contents are replaced as a whole. */
  Object era() {
    return contents;
  }

  private boolean isCurrent(Contents era) {
    return era == contents;
  }

  EntryScan scan(KeyFilter filter) {
    Contents now = contents;
    return EntryScan.of(filter, now.traces, now.index);
  }

  boolean isNewest(StoredEntry stored) {
    StoredEntry newest = contents.traces.newest(stored.key());
    return newest != null && newest.revision() == stored.revision();
  }

  long firstRevision(Published at) {
    StoredEntry first = contents.index.walk().next(1, at.lastRevision());
    return first == null ? at.lastRevision() + 1 : first.revision();
  }

  /**
   * Returns when {@code revision} is published, or will never be, since its contents were replaced.
   *
   * @throws StoreClosedException when it will never be, since the writer failed
   */
  private void awaitPublished(long revision, Contents era) {
    for (int spins = 0; published.lastRevision() < revision && isCurrent(era); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        requireWriter();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void requireWriter() {
    StoreClosedException stopped = stopped();
    if (stopped != null) {
      throw stopped;
    }
  }

  /** Why nothing more can be read; null while all is well. */
  @Nullable StoreClosedException stopped() {
    Throwable cause = failure;
    return cause == null ? null : halfChanged(cause);
  }
}
