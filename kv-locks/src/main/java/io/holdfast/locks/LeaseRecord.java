package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.WriteOptions;
import java.time.Duration;
import java.util.List;

/**
 * What a lease's key says. Immutable.
 *
 * @param owner label for people
 * @param ttl how long the key lives after each renewal
 */
record LeaseRecord(String key, String owner, Duration ttl) {
  private static final String RENEWAL = "Lease-Renewal";
  private static final String OWNER = "Lock-Owner";

  Bytes label() {
    return Bytes.utf8(owner);
  }

  /** How renewal {@code number} is written; 0: the creation. */
  WriteOptions options(long number) {
    var headers = Headers.of(OWNER, LockKeys.encode(owner), RENEWAL, Long.toString(number));
    return WriteOptions.DEFAULT.ttl(ttl).headers(headers);
  }

  /** The renewal that wrote {@code entry}. */
  static long renewalOf(Entry entry) {
    return entry.headers().first(RENEWAL).map(Long::parseLong).orElse(0L);
  }

  /** Ends the instance {@code ref}; what it owns goes with it. */
  static Transaction end(LeaseRef ref) {
    return Transaction.when(new Condition.LeaseAlive(ref))
        .then(new Operation.Purge(ref.key(), Headers.NONE, Session.MARKER))
        .build();
  }

  /** Why the lease is gone whose key has left {@code history}. */
  static LossReason reasonIn(List<Entry> history) {
    boolean byHand =
        !history.isEmpty() && history.get(history.size() - 1).reason() == MarkerReason.CLIENT;
    return byHand ? new LossReason.Forced() : new LossReason.Expired();
  }
}
