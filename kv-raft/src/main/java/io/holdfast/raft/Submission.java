package io.holdfast.raft;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandSize;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.VitalCommands;
import java.util.concurrent.CompletableFuture;

/**
 * A command on its way, and the one place where its answer goes. Immutable but for the answer,
 * which is set once.
 *
 * @param bytes what the command takes in a log entry, exactly
 * @param vital whether it passes where growth is refused: one of the {@link VitalCommands}, and no
 *     larger than those need be
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
    boolean vital = bytes <= MOST_VITAL_BYTES && VitalCommands.include(command);
    return new Submission(command, bytes, vital, new CompletableFuture<>());
  }
}
