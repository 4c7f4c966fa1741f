package io.holdfast.kv.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one log entry carries: commands, and the times at which their batch was sealed. Immutable.
 *
 * @param wall the leader's wall time
 * @param lease the lease time
 * @param commands in the order in which they apply; may be empty
 * @param origin the node that asked the leader for it; null: the leader itself
 */
public record CommandBatch(
    WallTime wall, LeaseTime lease, List<Command> commands, @Nullable Origin origin) {
  /** Copies the list. */
  public CommandBatch {
    commands = List.copyOf(commands);
  }

  /** A batch of the leader's own. */
  public CommandBatch(WallTime wall, LeaseTime lease, List<Command> commands) {
    this(wall, lease, commands, null);
  }
}
