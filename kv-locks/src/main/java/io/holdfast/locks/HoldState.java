package io.holdfast.locks;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where a hold stands: HELD, then perhaps AT_RISK and HELD again, and in the end RELEASED or LOST,
 * which are final. Immutable.
 */
public sealed interface HoldState extends Serializable {
  /** Held, and renewals are confirmed in time. */
  record Held() implements HoldState {}

  /**
   * Still held, but renewals are late.
   *
   * @param left until it is lost unless a renewal is confirmed
   */
  record AtRisk(Duration left) implements HoldState {}

  /** Not held any more, against the holder's will. */
  record Lost(LossReason reason) implements HoldState {}

  /** Given back by the holder. */
  record Released() implements HoldState {}
}
