package io.holdfast.kv.watch;

import io.holdfast.kv.WatchOptions.Start;

/**
 * Where a cursor begins, and from when on lost history concerns it. Immutable.
 *
 * @param position everything up to here counts as read
 * @param initialRevision the bucket's last revision when it was opened
 * @param newestOnly whether only the newest entry of each key is delivered up to {@code
 *     initialRevision}
 * @param lossesKnown losses before it was opened that do not concern it, since it began without any
 *     knowledge
 * @param belowFloor whether it resumed below the trace floor
 */
record CursorStart(
    long position, long initialRevision, boolean newestOnly, long lossesKnown, boolean belowFloor) {

  private static final long EVERY_LOSS = -1;

  static CursorStart of(Start start, Published now) {
    long last = now.lastRevision();
    if (start instanceof Start.Latest) {
      return new CursorStart(0, last, true, EVERY_LOSS, false);
    }
    if (start instanceof Start.History) {
      return new CursorStart(0, last, false, now.losses().count(), false);
    }
    if (start instanceof Start.From from) {
      long position = Math.max(0, from.revision() - 1);
      return new CursorStart(
          position, last, false, EVERY_LOSS, position < now.losses().traceFloor());
    }
    return new CursorStart(last, last, false, EVERY_LOSS, false);
  }

  /** Whether something that a cursor at {@code at} should have seen is gone. */
  boolean isOvertaken(Losses losses, long at, boolean delivered) {
    if (belowFloor) {
      return true;
    }
    if (newestOnly) {
      // A key whose newest entry was not delivered yet has shown nothing to this cursor that could
      // now be wrong.
      return losses.overtaken() > Math.max(at, initialRevision);
    }
    return losses.overtaken() > at
        && losses.count() != lossesKnown
        && (delivered || lossesKnown == EVERY_LOSS);
  }
}
