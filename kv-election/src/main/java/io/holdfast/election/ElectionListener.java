package io.holdfast.election;

import io.holdfast.locks.MutexHandle;

/**
 * Hears of this process's part in one election, for meters. Thread-safe; a method must be quick and
 * must not throw.
 */
interface ElectionListener {
  /** Hears nothing, and costs nothing. */
  ElectionListener NONE = new ElectionListener() {};

  /** How a campaign ended. */
  enum Ending {
    ELECTED,
    TIMED_OUT,
    /** The candidate gave up. */
    WITHDRAWN,
    /** The elections were closed, or the store refused for good. */
    FAILED
  }

  /** A campaign that goes on. */
  interface Campaign {
    /** One that nobody follows. */
    Campaign NONE = ending -> {};

    /** It ended; said once. */
    void ended(Ending ending);
  }

  /** A term that goes on. */
  interface Term {
    /** One that nobody follows. */
    Term NONE = () -> {};

    /** Its leader resigned; may be said again. */
    void resigned();
  }

  /** A campaign begins. */
  default Campaign campaigning() {
    return Campaign.NONE;
  }

  /** A term begins, with the hold of the office. */
  default Term leading(MutexHandle office) {
    return Term.NONE;
  }

  /** The elections are closed. */
  default void closed() {}
}
