package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;

/**
 * What a bucket can no longer tell its watchers. Immutable. Only the trace floor is replicated; the
 * rest concerns cursors that are open on this node.
 *
 * @param traceFloor a watch that stopped below it cannot be resumed
 * @param overtaken the greatest revision of an entry that was the newest of its key and is gone
 *     without a later one: an open cursor below it has missed it
 * @param overtakings how often that happened
 * @param surfaced the greatest revision of a newest entry whose removal brought an older one back:
 *     a listing below it may have left the older one out, relying on the newer
 * @param surfacings how often that happened
 */
public record Losses(
    long traceFloor, long overtaken, long overtakings, long surfaced, long surfacings) {
  /** Nothing was lost yet. */
  public static final Losses NONE = atFloor(0);

  /** The losses of a bucket that no cursor is open on. */
  public static Losses atFloor(long traceFloor) {
    return new Losses(traceFloor, 0, 0, 0, 0);
  }

  /** With the last trace of a key gone. */
  Losses plusTrace(StoredEntry lost, long lastRevision) {
    long revision = lost.revision();
    return new Losses(
        Math.max(traceFloor, lost.isLive() ? lastRevision : revision),
        Math.max(overtaken, revision),
        overtakings + 1,
        surfaced,
        surfacings);
  }

  /** With the newest entry of a key gone before an older one. */
  Losses plusSurfacing(StoredEntry lost) {
    return new Losses(
        traceFloor,
        Math.max(overtaken, lost.revision()),
        overtakings + 1,
        Math.max(surfaced, lost.revision()),
        surfacings + 1);
  }
}
