package io.holdfast.net.remote;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How writes reach a kind of server. Thread-safe. */
interface Writes {
  /**
   * Writes one operation and tells its revision.
   *
   * @param expectation a {@link Condition.KeyAbsent} or {@link Condition.KeyAt} on the operation's
   *     key; null: none
   */
  CompletionStage<Long> write(String bucket, Operation operation, @Nullable Condition expectation);

  /** Commits a transaction. */
  CompletionStage<Transaction.Result> commit(String bucket, Transaction transaction);
}
