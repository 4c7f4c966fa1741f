package io.holdfast.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a running store has on its disk, for gauges and status pages. Thread-safe; asks the file
 * system at each call, so it is not for the way of a request.
 */
public final class StorageView {
  private static final String SEGMENT = ".segment";

  private final NodeStorage storage;
  private final Batcher batcher;

  StorageView(NodeStorage storage, Batcher batcher) {
    this.storage = storage;
    this.batcher = batcher;
  }

  /** The data directory. */
  public Path directory() {
    Path log = storage.directory().logFolder();
    Path root = log.getParent();
    return root == null ? log : root;
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

  /** Files that the log lies in. */
  public long segments() {
    return logFiles().stream().filter(file -> file.toString().endsWith(SEGMENT)).count();
  }

  /** What the files of the log take, the prepared one included, in bytes. */
  public long logBytes() {
    long sum = 0;
    for (Path file : logFiles()) {
      sum += Math.max(0, file.toFile().length());
    }
    return sum;
  }

  /** What the file system has left for this process, in bytes. */
  public long usableBytes() {
    return directory().toFile().getUsableSpace();
  }

  private List<Path> logFiles() {
    try (var files = Files.list(storage.directory().logFolder())) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
