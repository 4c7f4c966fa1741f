package io.holdfast.locks;

import java.time.Duration;

/**
 * Hears what becomes of locks and leases, for meters. Called in the session's mailbox: it must be
 * quick and must not throw.
 */
interface LockListener {
  /** Hears nothing, and costs nothing. */
  LockListener NONE = new LockListener() {};

  /** How an acquisition ended. */
  enum Ending {
    GRANTED,
    /** Somebody else holds it, and the caller did not want to wait. */
    BUSY,
    TIMED_OUT,
    /** The caller gave up before the end. */
    CANCELLED,
    /** The lock client was closed. */
    CLOSED,
    /** The store refused for good. */
    FAILED
  }

  /** Something that goes on; whoever began it ends it, once. */
  interface Span {
    /** One that nobody follows. */
    Span NONE = () -> {};

    void end();
  }

  /** An acquisition begins to wait. */
  default Span waiting() {
    return Span.NONE;
  }

  /** An acquisition ended after so long. */
  default void acquired(Ending ending, Duration took) {}

  /** A hold begins. */
  default Span holding() {
    return Span.NONE;
  }

  /** A hold was lost. */
  default void lost(LossReason reason) {}

  /** A renewal was answered after so long, well or not. */
  default void renewed(boolean confirmed, Duration took) {}

  /** Renewals are late: two thirds of the lease's safe time went by without one. */
  default void late() {}

  /**
   * A lease was lost.
   *
   * @param margin from the moment that this process knew until the store may end it by itself; zero
   *     when it knew too late
   */
  default void leaseLost(LossReason reason, Duration margin) {}
}
