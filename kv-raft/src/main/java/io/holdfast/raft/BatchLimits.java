package io.holdfast.raft;

import io.holdfast.kv.InvalidArgumentException;

/**
 * How much work a replicated log takes on at once.
 *
 * @param batchCommands most commands in one log entry
 * @param batchBytes commands are added to a log entry until it has this many bytes, at most {@value
 *     #MOST_BATCH_BYTES}; the last one may take it beyond
 * @param batchesUnderWay log entries that may be on their way to the disk at once; the next one
 *     fills meanwhile
 * @param commandsInFlight commands without an answer, above which further ones are refused
 * @param bytesInFlight the same in bytes
 * @param reservedCommands so many more are taken of the commands that keep or free what clients
 *     hold
 * @param reservedBytes the same in bytes
 */
public record BatchLimits(
    int batchCommands,
    long batchBytes,
    int batchesUnderWay,
    int commandsInFlight,
    long bytesInFlight,
    int reservedCommands,
    long reservedBytes) {
  /**
   * The default: 2048 commands and 1 MiB per entry, 16384 commands and 64 MiB in flight, a
   * sixteenth more reserved.
   */
  public static final BatchLimits DEFAULT =
      new BatchLimits(2048, 1 << 20, 1, 16_384, 64 << 20, 1024, 4 << 20);

  /** Entries under way stay this far below the engine's queue, which would block when full. */
  private static final int MOST_BATCHES_UNDER_WAY = 64;

  /**
   * With the largest command ({@link io.holdfast.kv.command.CommandRules#MOST_COMMAND_BYTES}) still
   * well below what one write to the log can hold.
   */
  static final int MOST_BATCH_BYTES = 64 << 20;

  /** Checks the ranges. */
  public BatchLimits {
    if (batchCommands < 1 || batchBytes < 1 || commandsInFlight < 1 || bytesInFlight < 1) {
      throw new InvalidArgumentException(
          "limits of batches and of work in flight must be at least 1");
    }
    if (batchBytes > MOST_BATCH_BYTES) {
      throw new InvalidArgumentException(
          "bytes of a batch: " + batchBytes + ", expected at most " + MOST_BATCH_BYTES);
    }
    if (batchesUnderWay < 1 || batchesUnderWay > MOST_BATCHES_UNDER_WAY) {
      throw new InvalidArgumentException(
          "batches under way: " + batchesUnderWay + ", expected 1 to " + MOST_BATCHES_UNDER_WAY);
    }
    if (reservedCommands < 0 || reservedBytes < 0) {
      throw new InvalidArgumentException("reserves must not be negative");
    }
  }
}
