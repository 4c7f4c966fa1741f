package io.holdfast.raft.storage;

/**
 * How many changes a log has seen, and whether its keeper rests until the next one. Lock-free: the
 * one who writes counts and then reads {@code resting}; the keeper sets {@code resting} and then
 * reads the count; so one of them sees the other.
 *
 * <p>Threads: one at a time counts, one rests, any may look.
 */
final class WriteCount {
  private volatile long writes;
  private volatile boolean resting;

  /** Counts a change; true when the keeper has to be woken for it. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time counts
  boolean count() {
    writes++;
    return resting;
  }

  /** The changes so far. */
  long get() {
    return writes;
  }

  /** Whether the keeper may rest, having seen {@code seen} changes; whoever counts wakes it. */
  boolean rest(long seen) {
    resting = true;
    return writes == seen;
  }

  /** The keeper does not rest any more. */
  void goOn() {
    resting = false;
  }
}
