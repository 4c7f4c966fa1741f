package io.holdfast.locks;

/** Hears what becomes of a lease, in the session's mailbox. */
interface LeaseListener {
  /** A renewal was confirmed. */
  default void confirmed() {}

  /** Renewals are late. */
  default void atRisk() {}

  /** It ended. Called once. */
  void lost(LossReason reason);
}
