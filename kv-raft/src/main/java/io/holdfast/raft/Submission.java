package io.holdfast.raft;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandSize;
import io.holdfast.kv.command.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * A command on its way, and the one place where its answer goes. Immutable but for the answer,
 * which is set once.
 *
 * @param bytes what the command takes in a log entry, exactly
 * @param vital whether it keeps or frees what a client holds, rather than asking for more:
 *     renewals, releases, hand-overs, the tick
 */
record Submission(Command command, long bytes, boolean vital, CompletableFuture<Outcome> answer) {
  /**
   * More than a renewal or a release takes: they may be let through when the disk is full, what is
   * larger may not.
   */
  static final int MOST_VITAL_BYTES = 64 << 10;

  /**
   * Counts {@code command}.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when it has no binary form
   */
  static Submission of(Command command) {
    return of(command, CommandSize.of(command));
  }

  /** The same for a command that has been counted. */
  static Submission of(Command command, long bytes) {
    boolean vital = bytes <= MOST_VITAL_BYTES && vital(command);
    return new Submission(command, bytes, vital, new CompletableFuture<>());
  }

  /** Only when every operation is: one release among them must not carry others along. */
  private static boolean vital(Command command) {
    if (command instanceof Command.Write write) {
      for (Operation operation : write.operations()) {
        if (!frees(operation) && !keeps(write, operation)) {
          return false;
        }
      }
      return true;
    }
    return !(command instanceof Command.CreateBucket
        || command instanceof Command.UpdateBucket
        || command instanceof Command.Copy);
  }

  private static boolean frees(Operation operation) {
    return operation instanceof Operation.Delete
        || operation instanceof Operation.Purge
        || operation instanceof Operation.HandOver;
  }

  /** Whether it renews a lease, or hands on or rewrites what one holds. */
  private static boolean keeps(Command.Write write, Operation operation) {
    return operation instanceof Operation.Put put
        && (put.ttl().isFinite() || put.owner() != null)
        && write.conditions().stream()
            .anyMatch(
                condition -> condition instanceof Condition.KeyAt at && at.key().equals(put.key()));
  }
}
