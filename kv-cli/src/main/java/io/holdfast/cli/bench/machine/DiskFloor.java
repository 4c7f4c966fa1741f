package io.holdfast.cli.bench.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What the disk gives by itself: 4 KiB overwrites of a preallocated file, each followed by
 * fdatasync. No durable sequential writer can be faster for long. Used by one thread.
 */
public final class DiskFloor implements AutoCloseable {
  private static final int BLOCK = 4_096;
  private static final int BLOCKS = 1_024;

  private final FileChannel file;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private final String fileSystem;
  private long next;

  /** Prepares a file of 4 MiB in {@code directory}. */
  public DiskFloor(Path directory) throws IOException {
    this.fileSystem = Files.getFileStore(directory).type();
    this.file =
        FileChannel.open(
            directory.resolve("disk-floor"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int i = 0; i < BLOCKS; i++) {
      write();
    }
    file.force(true);
  }

  /**
   * One measurement.
   *
   * @param perSecond forced writes, one after the other
   * @param p50Micros of one
   * @param p99Micros of one
   */
  public record Sample(double perSecond, double p50Micros, double p99Micros) {}

  /** Writes for {@code length}. */
  public Sample measure(Duration length) throws IOException {
    var latencies = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    long start = System.nanoTime();
    long end = start + length.toNanos();
    long now = start;
    while (now - end < 0) {
      write();
      file.force(false);
      long done = System.nanoTime();
      latencies.recordValue(done - now);
      now = done;
    }
    return new Sample(
        latencies.getTotalCount() / ((now - start) / 1e9),
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3);
  }

  private void write() throws IOException {
    block.clear();
    long position = next++ % BLOCKS * BLOCK;
    while (block.hasRemaining()) {
      position += file.write(block, position);
    }
  }

  /** Such as {@code ext4}. */
  public String fileSystem() {
    return fileSystem;
  }

  /** Whether a forced write costs nothing here because there is no disk behind it. */
  public boolean inMemory() {
    return fileSystem.equals("tmpfs") || fileSystem.equals("ramfs");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
