package io.holdfast.kv.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buckets as applied so far. Thread-safe and lock-free; each call sees the state at some moment
 * during it.
 */
public interface StoreView {
  /**
   * The bucket, or null when there is none. The view stays readable after the bucket is deleted.
   */
  @Nullable BucketView bucket(String name);

  /** The names of all buckets, sorted. */
  List<String> bucketNames();

  /** What the state takes, added up over the buckets, and its quota. */
  StateUsage usage();

  /** Tells {@code listener} of every entry that is republished from now on. */
  void addListener(RepublishListener listener);

  /**
   * Runs {@code changed} on the apply thread, where it must not block, whenever a bucket came, went
   * or got another configuration.
   */
  void addBucketsListener(Runnable changed);

  /** Runs it no more, but for a call already under way. */
  void removeBucketsListener(Runnable changed);

  /** Tells it no more, but for a call already under way. */
  void removeListener(RepublishListener listener);
}
