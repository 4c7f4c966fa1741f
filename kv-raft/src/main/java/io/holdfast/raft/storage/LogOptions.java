package io.holdfast.raft.storage;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a {@link SegmentedLog} keeps its records.
 *
 * @param segmentBytes size of a segment file in bytes, 8 KiB to 1 GiB, a multiple of 512; a batch
 *     that does not fit gets a segment of its own size
 * @param fsync what an acknowledged append stands for
 * @param markAfterIdle how long the log is idle before the last batch gets its proof mark; zero for
 *     no background thread at all: no marks, and segments prepared only when they are needed (for
 *     tests)
 * @param snapshotBytes how large the newest snapshot is, asked from any thread: so much, and as
 *     much as the log takes itself, is to be left on the disk before the log grows ahead of need,
 *     since only the next snapshot lets it shrink (guarantee G15)
 * @param scope owner, disk and listener for faults
 */
public record LogOptions(
    int segmentBytes,
    Fsync fsync,
    Duration markAfterIdle,
    LongSupplier snapshotBytes,
    StorageScope scope) {
  /** The default size of a segment. */
  public static final int SEGMENT_BYTES = 16 << 20;

  /** Checks the ranges. */
  public LogOptions {
    if (segmentBytes < 8 << 10 || segmentBytes > 1 << 30 || segmentBytes % Sector.BYTES != 0) {
      throw new InvalidArgumentException(
          "segment size is %d bytes, expected a multiple of %d from 8192 to 1073741824"
              .formatted(segmentBytes, Sector.BYTES));
    }
    if (markAfterIdle.isNegative()) {
      throw new InvalidArgumentException(
          "markAfterIdle is " + markAfterIdle + ", expected zero or more");
    }
  }

  /** 16 MiB segments, a sync per batch, marks after 10 ms, no snapshot to come. */
  public static LogOptions in(StorageScope scope) {
    return new LogOptions(SEGMENT_BYTES, Fsync.SYNC, Duration.ofMillis(10), () -> 0, scope);
  }

  /** The same with another segment size in bytes. */
  public LogOptions segmentBytes(int bytes) {
    return new LogOptions(bytes, fsync, markAfterIdle, snapshotBytes, scope);
  }

  /** The same with another meaning of an acknowledgement. */
  public LogOptions fsync(Fsync other) {
    return new LogOptions(segmentBytes, other, markAfterIdle, snapshotBytes, scope);
  }

  /** The same with another time until the mark. */
  public LogOptions markAfterIdle(Duration idle) {
    return new LogOptions(segmentBytes, fsync, idle, snapshotBytes, scope);
  }

  /** The same beside snapshots, of which the newest is so large. */
  public LogOptions snapshotBytes(LongSupplier bytes) {
    return new LogOptions(segmentBytes, fsync, markAfterIdle, bytes, scope);
  }
}
