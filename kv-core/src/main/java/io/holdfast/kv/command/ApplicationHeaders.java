package io.holdfast.kv.command;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;

/**
 * Refuses from applications the headers that are reserved to the store, see {@link
 * io.holdfast.kv.Headers}: stored, they would be read as what the entry is, as another kind, time
 * to live or owner. NATS clients send some on purpose; what came over their wire is not checked
 * here.
 */
public final class ApplicationHeaders {
  private ApplicationHeaders() {}

  /**
   * Returns {@code operation}.
   *
   * @throws InvalidArgumentException when it has a reserved header, which the message names
   */
  public static <T extends Operation> T check(T operation) {
    var reserved = operation.headers().firstReserved();
    if (reserved.isPresent()) {
      throw new InvalidArgumentException(
          "header '"
              + reserved.get()
              + "' of key '"
              + operation.key()
              + "' is reserved to the store, as are all that begin with 'Nats-' or 'Holdfast-' and"
              + " 'KV-Operation': set what it stands for by the operation and its options, or leave"
              + " it out by Headers.withoutReserved()");
    }
    return operation;
  }

  /** The same for each operation of {@code transaction}, which is returned. */
  public static Transaction check(Transaction transaction) {
    transaction.operations().forEach(ApplicationHeaders::check);
    return transaction;
  }
}
