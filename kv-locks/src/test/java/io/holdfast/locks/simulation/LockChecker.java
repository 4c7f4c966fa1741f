package io.holdfast.locks.simulation;

/** Looks at the lock table after each log entry that changed it, before any client hears of it. */
interface LockChecker {
  /** {@code grant} has just been written; the table still shows the tickets from before. */
  default void granted(LockTable.Grant grant, LockTable before) {}

  /** An entry has been applied as a whole. */
  default void settled(LockTable after) {}
}
