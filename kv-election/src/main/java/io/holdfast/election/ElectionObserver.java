package io.holdfast.election;

/**
 * Hears who leads. Calls for one observation come one at a time, in order; blocking in them is
 * allowed.
 */
public interface ElectionObserver {
  /** A leader was elected, or the leader proclaimed another value under the same epoch. */
  void onLeader(Leader leader);

  /** Nobody leads. */
  default void onVacancy() {}
}
