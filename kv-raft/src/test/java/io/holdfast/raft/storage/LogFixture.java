package io.holdfast.raft.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Logs on a simulated disk, in segments of 8 KiB and without a thread of their own. */
final class LogFixture {
  static final Path FOLDER = Path.of("/node/log");
  static final int SEGMENT_BYTES = 8 << 10;

  private LogFixture() {}

  static StorageScope scope(Disk disk) {
    return StorageScope.standalone().over(disk);
  }

  static LogOptions options(StorageScope scope) {
    return new LogOptions(SEGMENT_BYTES, Fsync.SYNC, Duration.ZERO, () -> 0, scope);
  }

  static SegmentedLog open(Disk disk) {
    return SegmentedLog.open(FOLDER, options(scope(disk)));
  }

  /** A batch of records whose content is random but the same each time. */
  static List<LogRecord> batch(long firstIndex, int count, int bytes) {
    var batch = new ArrayList<LogRecord>();
    for (int i = 0; i < count; i++) {
      var data = new byte[bytes];
      new Random(firstIndex + i).nextBytes(data);
      batch.add(
          new LogRecord(
              firstIndex + i, 1 + (firstIndex + i) / 10, (int) ((firstIndex + i) % 3), data));
    }
    return batch;
  }

  /** Appends batches of three records until the log ends with {@code lastIndex} or just after. */
  static LogModel fill(SegmentedLog log, long lastIndex) {
    while (log.lastIndex() < lastIndex) {
      log.append(batch(log.lastIndex() + 1, 3, 150));
    }
    return LogModel.of(log);
  }

  static Path segment(int sequence) {
    return FOLDER.resolve(SegmentHeader.fileName(sequence));
  }

  static Path newest(SimulatedDisk disk) {
    return disk.files().stream()
        .filter(each -> SegmentHeader.isSegment(each.toString()))
        .reduce((a, b) -> b)
        .orElseThrow();
  }
}
