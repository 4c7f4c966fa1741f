package io.holdfast.raft.storage;

/**
 * One record of the replicated log.
 *
 * <p>The array is neither copied on the way in nor on the way out: who makes a record must not
 * change it any more. Compares by identity of the array, as arrays do; records are carried, not
 * compared.
 *
 * @param index its place in the log, from 1
 * @param term the term of the leader that made it, from 0
 * @param kind what the record is to the layer above, opaque here; 0 to 255
 * @param data the content; may be empty
 */
@SuppressWarnings(
    "ArrayRecordComponent") // copying would cost one allocation per record on the hottest path
public record LogRecord(long index, long term, int kind, byte[] data) {
  /** Checks what can never change: the ranges of the numbers. */
  public LogRecord {
    if (index < 1 || term < 0 || kind < 0 || kind > 255) {
      throw new IllegalArgumentException(
          "log record with index %d (from 1), term %d (from 0) and kind %d (0 to 255) is out of range"
              .formatted(index, term, kind));
    }
  }
}
