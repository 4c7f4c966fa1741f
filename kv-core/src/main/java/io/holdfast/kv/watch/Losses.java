package io.holdfast.kv.watch;

/**
 * What a bucket can no longer tell its watchers. Immutable.
 *
 * @param traceFloor a watch that stopped below it cannot be resumed
 * @param overtaken the greatest revision of an entry that was the last trace of its key and is gone: an open cursor below
 *     it has missed it
 * @param count how often a last trace went
 */
public record Losses(long traceFloor, long overtaken, long count) {
  /** Nothing was lost yet. */
  public static final Losses NONE = new Losses(0, 0, 0);

  Losses plus(StoredEntry lost, long lastRevision) {
    long revision = lost.revision();
    return new Losses(
        Math.max(traceFloor, lost.isLive() ? lastRevision : revision),
        Math.max(overtaken, revision),
        count + 1);
  }
}
