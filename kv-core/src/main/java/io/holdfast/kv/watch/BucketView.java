package io.holdfast.kv.watch;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bucket as applied so far. Thread-safe and lock-free: entries are immutable, an entry is
 * published before the revision that makes it visible, and no reader sees a part of a transaction.
 */
public interface BucketView {
  /** Name and incarnation. */
  BucketId id();

  /** The configuration as applied so far. */
  BucketConfig config();

  /** Configuration and counters, consistent with one revision. */
  BucketStatus status();

  /** Up to where each source was copied, by {@link io.holdfast.kv.BucketSource#id}. */
  Map<String, SourcePosition> sourcePositions();

  /** The last revision visible to readers. */
  long lastRevision();

  /** The newest entry of {@code key}, marker or not; null when nothing is kept. */
  @Nullable Entry latest(String key);

  /** The entry at exactly {@code revision}; null when it is not kept. */
  @Nullable Entry at(long revision);

  /**
   * The retained entry with the smallest revision at or above {@code from} whose key matches; null
   * when none does.
   */
  @Nullable Entry next(long from, String filter);

  /** Everything kept of {@code key}, oldest first. */
  List<Entry> history(String key);

  /**
   * Opens a cursor.
   *
   * @param ready called on the apply thread, and only after a {@link Cursor#read} that returned
   *     less than was asked for, when there is something new to read or the bucket is gone; must
   *     not block nor call the cursor
   */
  Cursor open(WatchOptions options, Runnable ready);
}
