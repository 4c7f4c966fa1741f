package io.holdfast.raft;

import io.holdfast.raft.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a running store has on its disk, for gauges and status pages. Thread-safe, and never waits:
 * what only the file system knows is asked for in the background, so that a page answers also while
 * the disk hangs. Those figures are {@link #SAMPLED_EVERY} old at most, older while it hangs.
 */
public final class StorageView {
  /** How often the file system is asked. */
  public static final Duration SAMPLED_EVERY = Duration.ofSeconds(5);

  private static final String SEGMENT = ".segment";

  private final NodeStorage storage;
  private final Batcher batcher;
  private volatile Sample sample;

  StorageView(NodeStorage storage, Batcher batcher) {
    this.storage = storage;
    this.batcher = batcher;
    this.sample = look();
  }

  /** What the file system said when it was asked last. */
  private record Sample(long segments, long logBytes, long usableBytes) {}

  /** Asks the file system, which may take as long as the disk likes. */
  void sample() {
    sample = look();
  }

  private Sample look() {
    List<Path> files = logFiles();
    long segments = files.stream().filter(file -> file.toString().endsWith(SEGMENT)).count();
    long bytes = files.stream().mapToLong(file -> Math.max(0, file.toFile().length())).sum();
    return new Sample(segments, bytes, directory().toFile().getUsableSpace());
  }

  /** The data directory. */
  public Path directory() {
    Path log = storage.directory().logFolder();
    Path root = log.getParent();
    return root == null ? log : root;
  }

  /** Where, in a data directory, the server over the node keeps what is its own; may be missing. */
  public static Path serverFolder(Path directory) {
    return DataDirectory.serverFolder(directory);
  }

  /** Id of the cluster that the directory belongs to. */
  public String cluster() {
    return storage.directory().identity().clusterId();
  }

  /** Name of the node within its cluster. */
  public String node() {
    return storage.directory().identity().nodeId();
  }

  /** How often the node began anew without its data. */
  public long incarnation() {
    return storage.directory().identity().incarnation();
  }

  /** The first entry that the log holds, or will hold. */
  public long firstIndex() {
    return storage.log().firstIndex();
  }

  /** The last entry that the log holds; {@code firstIndex() - 1} when it is empty. */
  public long lastIndex() {
    return storage.log().lastIndex();
  }

  /** Commands that were taken in and have no answer yet. */
  public int waiting() {
    return batcher.waiting();
  }

  /**
   * Whether the disk has no space for the log to grow: writes that need some are refused, reads go
   * on (guarantee G15).
   */
  public boolean isFull() {
    return !storage.log().hasRoomAhead();
  }

  /** Files that the log lies in. */
  public long segments() {
    return sample.segments();
  }

  /** What the files of the log take, the prepared one included, in bytes. */
  public long logBytes() {
    return sample.logBytes();
  }

  /** What the file system has left for this process, in bytes. */
  public long usableBytes() {
    return sample.usableBytes();
  }

  private List<Path> logFiles() {
    try (var files = Files.list(storage.directory().logFolder())) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
