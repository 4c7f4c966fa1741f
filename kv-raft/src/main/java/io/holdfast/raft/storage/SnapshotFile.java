package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.SnapshotFolder.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A durable snapshot file, open for reading. Thread-safe: nothing but the flag that it is retired
 * ever changes.
 */
final class SnapshotFile implements Snapshot {
  private final Path path;
  private final DiskFile file;
  private final long cluster;
  private final Meta meta;
  private final long bytes;
  private volatile boolean retired;

  private SnapshotFile(Path path, DiskFile file, long cluster, Meta meta, long bytes) {
    this.path = path;
    this.file = file;
    this.cluster = cluster;
    this.meta = meta;
    this.bytes = bytes;
  }

  /** Opens a file and verifies all of it. */
  static SnapshotFile open(Path path, Disk disk, long cluster) throws IOException {
    var file = disk.open(path);
    try {
      var stream = new SnapshotStream(path, file, cluster);
      return new SnapshotFile(path, file, cluster, stream.meta(), stream.verify());
    } catch (DamagedFileException | DirectoryRefusedException e) {
      file.close();
      throw e;
    }
  }

  /** The same for a file in its place, whose name says what it covers. */
  static SnapshotFile openNamed(Path path, StorageScope scope) {
    try {
      var opened = open(path, scope.disk(), scope.cluster());
      var name = SnapshotFormat.fileName(opened.meta());
      if (!path.endsWith(name)) {
        opened.retire();
        throw new DamagedFileException(path, 20, "snapshot " + name + " under another name");
      }
      return opened;
    } catch (IOException e) {
      throw new DamagedFileException(path, 0, "cannot be read: " + e, e);
    }
  }

  @Override
  public Meta meta() {
    return meta;
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public long fileBytes() {
    return bytes;
  }

  @Override
  public InputStream content() {
    new SnapshotStream(path, file, cluster).verify();
    return new SnapshotStream(path, file, cluster);
  }

  @Override
  public boolean read(ByteBuffer into, long position) {
    if (retired) {
      return false;
    }
    if (position == 0) {
      new SnapshotStream(path, file, cluster).verify();
    }
    long count = Math.max(0, Math.min(into.remaining(), bytes - position));
    int limit = into.limit();
    try {
      into.limit(into.position() + (int) count);
      file.read(into, position);
      return true;
    } catch (IOException e) {
      if (retired) {
        return false;
      }
      throw new DamagedFileException(path, position, "cannot be read: " + e, e);
    } finally {
      into.limit(limit);
    }
  }

  /** Ends reading. */
  void retire() throws IOException {
    retired = true;
    file.close();
  }
}
