package io.holdfast.kv.watch;

import io.holdfast.kv.Entry;
import io.holdfast.kv.StoreClosedException;
import java.util.List;

/**
 * A place in a bucket's revision order, with a filter: constant memory however far it is behind
 * (guarantees G20, G22, G24). Confined to one consumer at a time; {@link #close} and {@link
 * #pending} may be called from any thread.
 */
public interface Cursor extends AutoCloseable {
  /**
   * Reads forward: at most {@code maxEntries} matching entries (stopping once their values, keys
   * and headers pass {@code maxBytes}; at least one), and moves on past them.
   */
  Batch read(int maxEntries, long maxBytes);

  /** Retained matching entries that are not read yet, at this moment. */
  long pending();

  /**
   * The last revision of the bucket at which this cursor was opened: the initial state ends there.
   */
  long initialRevision();

  /**
   * Ends it; {@code ready} is not called any more once this returns, but for a call already under
   * way. Idempotent.
   */
  @Override
  void close();

  /** What a read found. */
  sealed interface Batch {
    /**
     * Entries, possibly none.
     *
     * @param entries in revision order
     * @param position everything matching up to this revision has now been read (or is superseded
     *     by what will come)
     * @param pending matching entries left after this batch, at this moment
     */
    record Entries(List<Entry> entries, long position, long pending) implements Batch {}

    /**
     * History between the position and {@code oldestRevision} was lost; open a new cursor and list
     * again.
     */
    record Compacted(long oldestRevision) implements Batch {}

    /** The bucket was deleted; nothing more will come. */
    record BucketGone() implements Batch {}

    /** The store has stopped, since a change broke off half done; nothing more can be read. */
    record Stopped(StoreClosedException why) implements Batch {}
  }
}
