package io.holdfast.kv.state;

import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a hand-over into what it comes to in the present state: a put and a delete, or a purge. All
 * checks and limits then apply as to any write. Stateless; called by the apply thread.
 */
final class HandOvers {
  private HandOvers() {}

  /** {@code write} without a hand-over; itself where it has none. */
  static Command.Write resolved(Command.Write write, BucketState bucket) {
    List<Operation> asked = write.operations();
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i) instanceof Operation.HandOver) {
        var operations = new ArrayList<Operation>();
        asked.forEach(operation -> resolve(operation, bucket, operations));
        return new Command.Write(
            write.bucket(), write.conditions(), operations, write.id(), write.notAfter());
      }
    }
    return write;
  }

  private static void resolve(Operation operation, BucketState bucket, List<Operation> into) {
    if (!(operation instanceof Operation.HandOver handOver)) {
      into.add(operation);
      return;
    }
    StoredEntry first = bucket.order.oldestOwnedUnder(handOver.queue());
    if (first == null) {
      into.add(new Operation.Purge(handOver.key(), Headers.NONE, handOver.freedTtl()));
      return;
    }
    into.add(
        new Operation.Put(
            handOver.key(),
            first.value(),
            first.headers(),
            Ttl.NONE,
            first.owner().orElse(null),
            Rollup.NONE));
    into.add(new Operation.Delete(first.key(), handOver.headers(), handOver.ttl()));
  }
}
