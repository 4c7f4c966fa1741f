package io.holdfast.kv.watch;

import io.holdfast.kv.WatchOptions.Start;

/**
 * Where a cursor begins, and from when on lost history concerns it. Immutable.
 *
 * @param position everything up to here counts as read
 * @param initialRevision the bucket's last revision when it was opened
 * @param lossesBefore what was lost before it was opened
 * @param kind how it began
 */
record CursorStart(long position, long initialRevision, Losses lossesBefore, Kind kind) {
  enum Kind {
    /** With the newest entry of each key. */
    LISTING,
    /** With everything retained, without knowing anything. */
    HISTORY,
    /** With the knowledge of everything up to its position. */
    RESUMED
  }

  static CursorStart of(Start start, Published now) {
    long last = now.lastRevision();
    if (start instanceof Start.Latest) {
      return new CursorStart(0, last, now.losses(), Kind.LISTING);
    }
    if (start instanceof Start.History) {
      return new CursorStart(0, last, now.losses(), Kind.HISTORY);
    }
    long position = start instanceof Start.From from ? Math.max(0, from.revision() - 1) : last;
    return new CursorStart(position, last, now.losses(), Kind.RESUMED);
  }

  /** Whether only the newest entry of a key counts at {@code revision}. */
  boolean wantsNewestOnly(long revision) {
    return kind == Kind.LISTING && revision <= initialRevision;
  }

  /**
   * Whether something is gone that a cursor which has read up to {@code at} would have to know.
   *
   * @param delivered whether it has delivered anything yet: who knows nothing misses nothing of
   *     what was there before it began
   */
  boolean isOvertaken(Losses losses, long at, boolean delivered) {
    return switch (kind) {
      // A key whose newest entry was not delivered yet has shown nothing to this cursor that could
      // now be wrong.
      case LISTING ->
          losses.overtaken() > Math.max(at, initialRevision)
              || (at < losses.surfaced()
                  && at > 0
                  && losses.surfacings() != lossesBefore.surfacings());
      case HISTORY ->
          at < losses.overtaken()
              && (delivered || losses.overtaken() > initialRevision)
              && losses.overtakings() != lossesBefore.overtakings();
      case RESUMED -> at < losses.overtaken() || position < lossesBefore.traceFloor();
    };
  }
}
