package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A node's directory: who it belongs to, that one process uses it, and where its parts lie.
 * Thread-safe. Deletes nothing.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class DataDirectory implements AutoCloseable {
  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /**
   * Who a directory belongs to.
   *
   * @param clusterId the cluster, not empty
   * @param nodeId the node's logical name, not empty; never an address
   * @param incarnation of the node: raised when a wiped node comes back as somebody else; from 0
   */
  public record Identity(String clusterId, String nodeId, long incarnation) {
    /** Checks that the names are there. */
    public Identity {
      if (clusterId.isEmpty() || nodeId.isEmpty() || incarnation < 0) {
        throw new IllegalArgumentException(
            "identity with cluster id '%s', node id '%s' and incarnation %d: expected two names and a number from 0"
                .formatted(clusterId, nodeId, incarnation));
      }
    }
  }

  /**
   * Opens a directory, or makes one where the path is missing or empty, and locks it until {@link
   * #close}.
   *
   * @param expected whose it must be; a new directory gets this identity, an existing one keeps its
   *     own incarnation
   * @throws DirectoryRefusedException when it is in use, belongs to somebody else, has a newer
   *     format, foreign content, or cannot be written to
   * @throws DamagedFileException when its identity is missing beside data, or fails its checks
   */
  public static DataDirectory open(Path root, Identity expected) {
    return open(root, expected, Disk.real());
  }

  /** The same over another disk; the lock is always a real one. */
  public static DataDirectory open(Path root, Identity expected, Disk disk) {
    throw new UnsupportedOperationException(root + " " + expected + disk);
  }

  /** Who it belongs to, as stored. */
  public Identity identity() {
    throw new UnsupportedOperationException(root.toString());
  }

  /** Whether this node has ever taken part in a cluster: then nothing in here may be missing. */
  public boolean member() {
    throw new UnsupportedOperationException(root.toString());
  }

  /**
   * Notes durably that the node takes part from now on; call it once log and vote exist, before the
   * node votes.
   */
  public void markMember() {
    throw new UnsupportedOperationException(root.toString());
  }

  /** What the parts of this directory are opened with. */
  public StorageScope scope(Consumer<? super HoldfastException> onFault) {
    throw new UnsupportedOperationException(root.toString() + onFault);
  }

  /** The folder of the {@link SegmentedLog}. */
  public Path logFolder() {
    return root.resolve("log");
  }

  /** The folder of the {@link VoteFile}. */
  public Path voteFolder() {
    return root.resolve("vote");
  }

  /** The folder of the {@link SnapshotFolder}. */
  public Path snapshotFolder() {
    return root.resolve("snapshots");
  }

  /** Releases the lock. Idempotent. */
  @Override
  public void close() {}
}
