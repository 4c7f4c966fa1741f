package io.holdfast.locks;

/** What a release did. */
public enum ReleaseOutcome {
  /** Nobody waited: the lock is free. */
  RELEASED,
  /** The longest waiting one holds the lock now. */
  HANDED_OVER,
  /** There was nothing to give back: the hold had been lost before. */
  LOST
}
