package io.holdfast.kv.watch;

import io.holdfast.kv.BucketConfig;

/**
 * What is true of a bucket at one revision. Immutable; publishing it makes everything up to {@code
 * lastRevision} visible, at once.
 */
record Published(
    BucketConfig config, long lastRevision, Losses losses, long entries, long keys, long bytes) {

  /**
   * What can no longer be told.
   *
   * @param traceFloor a watch that stopped below it cannot be resumed
   * @param overtaken the greatest revision of an entry that was the last trace of its key and is
   *     gone: an open cursor below it has missed it
   * @param count how often a last trace went
   */
  record Losses(long traceFloor, long overtaken, long count) {
    static final Losses NONE = new Losses(0, 0, 0);
  }
}
