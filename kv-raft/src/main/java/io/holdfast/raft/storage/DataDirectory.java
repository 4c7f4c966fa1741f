package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A node's directory: who it belongs to, that one process uses it, and where its parts lie.
 * Thread-safe. Deletes nothing.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOG = "log";
  private static final String VOTE = "vote";
  private static final String SNAPSHOTS = "snapshots";
  private static final String SERVER = "server";
  private static final String MOUNT_POINT =
      "lost+found"; // the directory may be a file system of its own
  private static final Set<String> KNOWN =
      Set.of(
          MOUNT_POINT,
          LOG,
          VOTE,
          SNAPSHOTS,
          SERVER,
          IdentityFile.NAME,
          IdentityFile.TEMPORARY,
          DirectoryLock.NAME,
          DirectoryLock.HOLDER);

  private final Path root;
  private final Disk disk;
  private final DirectoryLock lock;
  private final IdentityFile file;
  private volatile IdentityFile.Content content;
  private boolean closed; // guarded by the monitor

  private DataDirectory(
      Path root, Disk disk, DirectoryLock lock, IdentityFile file, IdentityFile.Content content) {
    this.root = root;
    this.disk = disk;
    this.lock = lock;
    this.file = file;
    this.content = content;
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
    try {
      disk.createFolder(root);
    } catch (IOException e) {
      throw new DirectoryRefusedException(
          "cannot make the data directory %s: %s; check the path and its permissions"
              .formatted(root, PlainReason.of(e)),
          e);
    }
    // Before the lock, whose file has no business beside somebody else's.
    refuseForeign(root, disk);
    var lock = DirectoryLock.take(root);
    try {
      return openLocked(root, expected, disk, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Whose directory a path is, before it is opened; empty when nobody's yet. For a node that does
   * not know its cluster's id but from there.
   *
   * @throws DamagedFileException when the identity fails its checks
   */
  public static Optional<Identity> identityAt(Path root, Disk disk) {
    try {
      return disk.exists(root.resolve(IdentityFile.NAME))
          ? Optional.of(new IdentityFile(root, disk).identity())
          : Optional.empty();
    } catch (IOException e) {
      throw new DirectoryRefusedException(
          "cannot look into the data directory %s: %s; check its permissions"
              .formatted(root, PlainReason.of(e)),
          e);
    }
  }

  private static DataDirectory openLocked(
      Path root, Identity expected, Disk disk, DirectoryLock lock) {
    var names = refuseForeign(root, disk);
    var file = new IdentityFile(root, disk);
    if (names.contains(IdentityFile.NAME)) {
      return new DataDirectory(root, disk, lock, file, file.read(expected));
    }
    if (holdsData(names)) {
      throw new DamagedFileException(
          root.resolve(IdentityFile.NAME), 0, "the identity is missing beside data");
    }
    return new DataDirectory(root, disk, lock, file, file.create(expected));
  }

  /** What is there, all of it a node's own. */
  private static List<String> refuseForeign(Path root, Disk disk) {
    var names = names(root, disk);
    var foreign = foreign(names);
    if (!foreign.isEmpty()) {
      throw new DirectoryRefusedException(
          "%s holds %s, which is not of a Holdfast node: give the node a directory of its own"
              .formatted(root, foreign));
    }
    return names;
  }

  /** Those that no node makes. */
  static List<String> foreign(List<String> names) {
    return names.stream().filter(name -> !KNOWN.contains(name)).toList();
  }

  static boolean holdsData(List<String> names) {
    return names.contains(LOG) || names.contains(VOTE) || names.contains(SNAPSHOTS);
  }

  static Path logFolder(Path root) {
    return root.resolve(LOG);
  }

  static Path voteFolder(Path root) {
    return root.resolve(VOTE);
  }

  static Path snapshotFolder(Path root) {
    return root.resolve(SNAPSHOTS);
  }

  /**
   * What the server over a node keeps for itself, in the directory {@code root}: nothing that the
   * node needs. It may be missing.
   */
  public static Path serverFolder(Path root) {
    return root.resolve(SERVER);
  }

  private static List<String> names(Path root, Disk disk) {
    try {
      return disk.list(root);
    } catch (IOException e) {
      throw new DirectoryRefusedException(
          "cannot list the data directory %s: %s; check its permissions"
              .formatted(root, PlainReason.of(e)),
          e);
    }
  }

  /** Who it belongs to, as stored. */
  public Identity identity() {
    return content.identity();
  }

  /** Whether this node has ever taken part in a cluster: then nothing in here may be missing. */
  public boolean member() {
    return content.member();
  }

  /**
   * Notes durably that the node takes part from now on; call it once log and vote exist, before the
   * node votes.
   */
  public synchronized void markMember() {
    if (!content.member()) {
      var marked = content.asMember();
      file.write(marked);
      content = marked;
    }
  }

  /** What the parts of this directory are opened with. */
  public StorageScope scope(Consumer<? super HoldfastException> onFault) {
    var now = content;
    return new StorageScope(
        now.stamp(),
        now.clusterStamp(),
        now.member() ? Presence.REQUIRED : Presence.MAY_BE_NEW,
        disk,
        onFault);
  }

  /** The folder of the {@link SegmentedLog}. */
  public Path logFolder() {
    return logFolder(root);
  }

  /** The folder of the {@link VoteFile}. */
  public Path voteFolder() {
    return voteFolder(root);
  }

  /** The folder of the {@link SnapshotFolder}. */
  public Path snapshotFolder() {
    return snapshotFolder(root);
  }

  /** Verifies the identity and that it says what this node goes by. */
  FileScrub scrubbing() {
    return FileScrub.atOnce(this::verifyIdentity);
  }

  private synchronized int verifyIdentity() {
    return closed ? 0 : file.verify(content);
  }

  /** Releases the lock. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    lock.close();
  }
}
