package io.holdfast.locks.simulation;

/**
 * G27: a grant is made only to a session alive in the same log entry, and after no entry does the
 * state name a holder or a waiter whose session has ended.
 */
final class HoldersAreAliveSessions implements LockChecker {
  private final Violations violations;

  HoldersAreAliveSessions(Violations violations) {
    this.violations = violations;
  }

  @Override
  public void granted(LockTable.Grant grant, LockTable before) {
    if (!before.isAlive(grant.lease())) {
      violations.add("G27", grant + " went to a session that had ended");
    }
    if (grant.owner().filter(grant.lease()::equals).isEmpty()) {
      violations.add("G27", grant + " does not end with its session");
    }
  }

  @Override
  public void settled(LockTable after) {
    for (var holder : after.holders().values()) {
      if (!after.isAlive(holder.lease())) {
        violations.add("G27", holder + " is still named though its session has ended");
      }
    }
    for (var lock : after.awaited()) {
      for (var ticket : after.tickets(lock).values()) {
        if (!after.isAlive(ticket.lease())) {
          violations.add("G27", ticket + " still waits though its session has ended");
        }
      }
    }
  }
}
