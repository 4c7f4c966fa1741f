package io.holdfast.locks.simulation;

/**
 * G30: a lock goes to the oldest ticket; only where nobody waits may a request pass without one.
 */
final class GrantsFollowTickets implements LockChecker {
  private final Violations violations;

  GrantsFollowTickets(Violations violations) {
    this.violations = violations;
  }

  @Override
  public void granted(LockTable.Grant grant, LockTable before) {
    var first = before.tickets(grant.lock()).firstEntry();
    if (first != null && !first.getValue().attempt().equals(grant.attempt())) {
      violations.add("G30", grant + " passed the oldest ticket " + first.getValue());
    }
  }
}
