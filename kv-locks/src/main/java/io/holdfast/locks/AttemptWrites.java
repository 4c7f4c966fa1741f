package io.holdfast.locks;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result;

/**
 * The transactions of one attempt, as {@code docs/lock-protocol.md} has them under "Acquiring":
 * each is void once the attempt was sealed. Immutable.
 *
 * @param record what the lock's key says once it is granted
 * @param ticket the key of this attempt's ticket
 */
record AttemptWrites(LockKeys keys, LockRecord record, String ticket) {
  /** The condition of {@link #takeAtOnce} that fails first where somebody holds the lock. */
  private static final int HELD = 1;

  /** Takes a free lock for which nobody waits. */
  Transaction takeAtOnce() {
    return Transaction.when(new Condition.KeyUntraced(ticket))
        .and(new Condition.KeyAbsent(keys.lock()))
        .and(new Condition.NewestUnder(keys.queue(), 0))
        .then(record.put(keys.lock()))
        .build();
  }

  /** Whether somebody held the lock that was not taken at once, rather than only waited for it. */
  static boolean wasHeld(Result.Refused why) {
    return why.conditionIndex() == HELD;
  }

  /** Queues behind a holder, whose release finds the ticket. */
  Transaction queueBehind() {
    return Transaction.when(new Condition.KeyUntraced(ticket))
        .and(new Condition.KeyLive(keys.lock()))
        .then(record.put(ticket))
        .build();
  }

  /** Whether a ticket was refused because an earlier sending of it had arrived. */
  static boolean isQueued(Result.Refused why) {
    return why.conditionIndex() == 0;
  }

  /** Queues, whoever holds the lock or does not. */
  Transaction queue() {
    return Transaction.when(new Condition.KeyUntraced(ticket)).then(record.put(ticket)).build();
  }

  /** Takes a free lock as the first in line, whose ticket is at {@code ticketRevision}. */
  Transaction takeAsFirst(long ticketRevision) {
    return Transaction.when(new Condition.KeyAbsent(keys.lock()))
        .and(new Condition.OldestUnder(keys.queue(), ticketRevision))
        .then(record.put(keys.lock()))
        .then(LockRecord.removeGranted(ticket))
        .build();
  }

  /** Removes a ticket as it was found. */
  static Transaction remove(Entry found) {
    return Transaction.when(new Condition.KeyAt(found.key(), found.revision()))
        .then(new Operation.Delete(found.key(), Headers.NONE, Session.SETTLING))
        .build();
  }
}
