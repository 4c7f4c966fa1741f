package io.holdfast.kv.state;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written under a key, before it has a revision. Immutable.
 *
 * @param ttl as asked for; the bucket may lengthen it
 * @param alone whether it takes the place of everything kept of the key
 */
record NewEntry(
    String key,
    EntryKind kind,
    MarkerReason reason,
    Bytes value,
    Headers headers,
    Ttl ttl,
    @Nullable LeaseRef owner,
    boolean alone) {

  /** What a client's operation writes. */
  static NewEntry of(Operation operation) {
    if (operation instanceof Operation.Put put) {
      return new NewEntry(
          put.key(),
          EntryKind.PUT,
          MarkerReason.CLIENT,
          put.value(),
          put.headers(),
          put.ttl(),
          put.owner(),
          put.rollup() == Rollup.KEY);
    }
    if (operation instanceof Operation.HandOver) {
      throw new IllegalStateException("not resolved: " + operation);
    }
    boolean purge = operation instanceof Operation.Purge;
    return new NewEntry(
        operation.key(),
        purge ? EntryKind.PURGE : EntryKind.DELETE,
        MarkerReason.CLIENT,
        Bytes.EMPTY,
        operation.headers(),
        operation.ttl(),
        null,
        purge);
  }

  /** The marker of a key that the store itself ends. */
  static NewEntry marker(String key, MarkerReason reason, Ttl ttl) {
    return new NewEntry(key, EntryKind.PURGE, reason, Bytes.EMPTY, Headers.NONE, ttl, null, true);
  }
}
