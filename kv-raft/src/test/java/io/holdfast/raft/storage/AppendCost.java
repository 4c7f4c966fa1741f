package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * Compares a synced append of one 200-byte record with the least that the disk can do: overwriting
 * 4 KiB of a preallocated file and fdatasync. Both in turns, so that noise meets both alike. Run
 * its main with a folder on the disk to be measured and the number of rounds; the build does not.
 */
final class AppendCost {
  private static final int FILE_BYTES = 16 << 20;
  private static final int BLOCK_BYTES = 4 << 10;
  private static final int RECORD_BYTES = 200;

  private AppendCost() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Files.createTempDirectory(Path.of(arguments[0]), "append-cost");
    int rounds = Integer.parseInt(arguments[1]);
    var raw = new long[rounds];
    var append = new long[rounds];
    try (var log =
            SegmentedLog.open(folder.resolve("log"), LogOptions.in(StorageScope.standalone()));
        var file =
            FileChannel.open(
                folder.resolve("raw"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocateDirect(FILE_BYTES));
      file.force(true);
      var block = ByteBuffer.allocateDirect(BLOCK_BYTES);
      var data = new byte[RECORD_BYTES];
      measure(log, file, block, data, new long[rounds / 5], new long[rounds / 5]);
      measure(log, file, block, data, raw, append);
    }
    report("overwrite 4 KiB, fdatasync", raw);
    report("append 200 bytes, synced  ", append);
    System.out.printf("ratio of medians %.2f%n", (double) append[rounds / 2] / raw[rounds / 2]);
  }

  private static void measure(
      SegmentedLog log, FileChannel file, ByteBuffer block, byte[] data, long[] raw, long[] append)
      throws IOException {
    for (int i = 0; i < raw.length; i++) {
      long start = System.nanoTime();
      file.write(block.clear(), (long) i * BLOCK_BYTES % FILE_BYTES);
      file.force(false);
      long between = System.nanoTime();
      log.append(List.of(new LogRecord(log.lastIndex() + 1, 1, 1, data)));
      append[i] = System.nanoTime() - between;
      raw[i] = between - start;
    }
  }

  private static void report(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: p50 %d µs, p90 %d µs, p99 %d µs%n",
        what,
        nanos[nanos.length / 2] / 1000,
        nanos[nanos.length * 9 / 10] / 1000,
        nanos[nanos.length * 99 / 100] / 1000);
  }
}
