package io.holdfast.raft;

import io.holdfast.kv.OverloadedException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the commands without an answer, and refuses what would be too many (guarantee G35).
 * Commands that keep or free what clients hold have a lane of their own above the bound, so that
 * overload does not turn into lost leases. Guarded by the {@link Batcher}.
 */
final class Admission {
  private final BatchLimits limits;
  private int commands;
  private long bytes;

  Admission(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * Lets a submission in; null, or why not. A single one may be larger than the bound when nothing
   * else is in flight.
   */
  @Nullable OverloadedException enter(Submission submission) {
    int mostCommands =
        limits.commandsInFlight() + (submission.vital() ? limits.reservedCommands() : 0);
    long mostBytes = limits.bytesInFlight() + (submission.vital() ? limits.reservedBytes() : 0);
    boolean tooLarge = commands > 0 && bytes + submission.bytes() > mostBytes;
    if (commands >= mostCommands || tooLarge) {
      return new OverloadedException(
          "%d commands with %d bytes wait for their answers, at most %d and %d may; nothing was written, try again"
              .formatted(commands, bytes, mostCommands, mostBytes),
          mostCommands);
    }
    commands++;
    bytes += submission.bytes();
    return null;
  }

  void leave(Batch batch) {
    commands -= batch.size();
    bytes -= batch.bytes();
  }

  int commands() {
    return commands;
  }

  boolean isEmpty() {
    return commands == 0;
  }
}
