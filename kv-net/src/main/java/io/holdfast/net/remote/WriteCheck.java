package io.holdfast.net.remote;

import io.holdfast.kv.Condition;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;

/** Refuses transactions that name what cannot be, before anything is sent. */
final class WriteCheck {
  private WriteCheck() {}

  static Transaction check(Transaction transaction) {
    transaction.conditions().forEach(WriteCheck::check);
    for (Operation operation : transaction.operations()) {
      Names.checkKey(operation.key());
    }
    return transaction;
  }

  private static void check(Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      Names.checkKey(at.key());
      revision(at.key(), at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      Names.checkKey(absent.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      Names.checkKey(untraced.key());
    } else if (condition instanceof Condition.LeaseAlive alive) {
      Names.checkKey(alive.lease().key());
    } else if (condition instanceof Condition.NewestMatching matching) {
      Names.checkFilter(matching.filter());
    }
  }

  /** Refuses a revision that no entry can have. */
  static void revision(String key, long revision) {
    if (revision < 1) {
      throw new InvalidArgumentException(
          "revision of key '"
              + key
              + "' must be at least 1, got "
              + revision
              + "; to expect none, create the key");
    }
  }
}
