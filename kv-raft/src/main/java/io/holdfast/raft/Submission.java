package io.holdfast.raft;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * A command on its way, and the one place where its answer goes. Immutable but for the answer,
 * which is set once.
 *
 * @param bytes roughly what the command takes in memory and in the log
 * @param vital whether it keeps or frees what a client holds, rather than asking for more:
 *     renewals, releases, the tick
 */
record Submission(Command command, long bytes, boolean vital, CompletableFuture<Outcome> answer) {
  private static final int OVERHEAD_BYTES = 64;

  static Submission of(Command command) {
    return new Submission(command, bytes(command), vital(command), new CompletableFuture<>());
  }

  private static long bytes(Command command) {
    if (!(command instanceof Command.Write write)) {
      return OVERHEAD_BYTES;
    }
    long sum = OVERHEAD_BYTES + (long) OVERHEAD_BYTES * write.conditions().size();
    for (Operation operation : write.operations()) {
      sum += OVERHEAD_BYTES + operation.key().length() + operation.headers().block().length();
      if (operation instanceof Operation.Put put) {
        sum += put.value().length();
      }
    }
    return sum;
  }

  private static boolean vital(Command command) {
    if (command instanceof Command.Write write) {
      for (Operation operation : write.operations()) {
        if (frees(operation) || renews(write, operation)) {
          return true;
        }
      }
      return false;
    }
    return !(command instanceof Command.CreateBucket || command instanceof Command.UpdateBucket);
  }

  private static boolean frees(Operation operation) {
    return operation instanceof Operation.Delete || operation instanceof Operation.Purge;
  }

  private static boolean renews(Command.Write write, Operation operation) {
    return operation instanceof Operation.Put put
        && put.ttl().isFinite()
        && write.conditions().stream()
            .anyMatch(
                condition -> condition instanceof Condition.KeyAt at && at.key().equals(put.key()));
  }
}
