package io.holdfast.kv.command;

import java.util.List;

/**
 * What one log entry carries: commands, and the times at which their batch was sealed. Immutable.
 *
 * @param wall the leader's wall time
 * @param lease the lease time
 * @param commands in the order in which they apply; may be empty
 */
public record CommandBatch(WallTime wall, LeaseTime lease, List<Command> commands) {
  /** Copies the list. */
  public CommandBatch {
    commands = List.copyOf(commands);
  }
}
