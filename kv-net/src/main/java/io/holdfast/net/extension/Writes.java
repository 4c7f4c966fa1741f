package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.command.ApplicationHeaders;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.store.LocalStore;
import java.util.concurrent.CompletionStage;

/** Transactions of the extension as commands of the store. Thread-safe: without state. */
final class Writes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LocalStore store;

  Writes(LocalStore store) {
    this.store = store;
  }

  /** Makes the write; refuses the headers that applications may not set. */
  CompletionStage<Bytes> transact(String bucket, TxnRequest request) {
    var write =
        new Command.Write(
            bucket,
            request.transaction().conditions(),
            ApplicationHeaders.check(request.transaction()).operations(),
            request.id(),
            notAfter(request.timeoutMillis()));
    return store.submit(write).thenApply(outcome -> reply(bucket, outcome));
  }

  private LeaseTime notAfter(long timeoutMillis) {
    if (timeoutMillis == 0 || timeoutMillis > Long.MAX_VALUE / NANOS_PER_MILLI) {
      return LeaseTime.NEVER;
    }
    return store.leaseNow().plusNanos(timeoutMillis * NANOS_PER_MILLI);
  }

  private static Bytes reply(String bucket, Outcome outcome) {
    if (outcome instanceof Outcome.Written written) {
      return new TxnReply.Committed(
              written.incarnation(),
              written.firstRevision(),
              written.operations(),
              written.duplicate())
          .toReply();
    }
    if (outcome instanceof Outcome.Refused refused) {
      Refusal refusal = refused.refusal();
      return switch (refusal.code()) {
        case CONDITION_FAILED ->
            new TxnReply.Refused(refusal.conditionIndex(), refusal.actual()).toReply();
        case LEASE_GONE -> new TxnReply.Refused(-1, 0).toReply();
        default -> Refusals.of(bucket, refusal).toReply();
      };
    }
    throw new IllegalStateException("a write to bucket '" + bucket + "' came to " + outcome);
  }
}
