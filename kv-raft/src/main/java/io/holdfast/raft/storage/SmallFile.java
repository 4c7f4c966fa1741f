package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A small checksummed file that is replaced as a whole: temporary file, sync, rename, sync of the
 * folder. A crash leaves the old content or the new one. Form: magic (8 bytes), version (4), owner
 * (8), length of the body (4), body, CRC32C of all that (4), and nothing behind it. Guarded by its
 * owner.
 */
final class SmallFile {
  private static final int HEADER_BYTES = 24;
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final long magic;
  private final int version;
  private final long owner;
  private final Disk disk;
  private final FaultLatch latch;

  SmallFile(Path path, long magic, int version, StorageScope scope, FaultLatch latch) {
    this.path = path;
    this.magic = magic;
    this.version = version;
    this.owner = scope.owner();
    this.disk = scope.disk();
    this.latch = latch;
  }

  boolean exists() {
    try {
      return disk.exists(path);
    } catch (IOException e) {
      throw latch.failed("looking for a file", path, e);
    }
  }

  /** Reads and verifies the body. */
  ByteBuffer read() {
    var bytes = readAll();
    if (bytes.limit() < HEADER_BYTES + Integer.BYTES) {
      throw new DamagedFileException(
          path, bytes.limit(), "the file ends after %d bytes".formatted(bytes.limit()));
    }
    int crcAt = bytes.limit() - Integer.BYTES;
    if (bytes.getLong(0) == magic
        && bytes.getInt(8) > version
        && bytes.getInt(crcAt) == crc(bytes, crcAt)) {
      throw new DirectoryRefusedException(
          "%s has format version %d, this release reads up to %d: use a newer release"
              .formatted(path, bytes.getInt(8), version));
    }
    if (bytes.getInt(crcAt) != crc(bytes, crcAt)) {
      throw new DamagedFileException(
          path,
          0,
          "checksum %08x, expected %08x".formatted(crc(bytes, crcAt), bytes.getInt(crcAt)));
    }
    if (bytes.getLong(0) != magic || bytes.getInt(8) != version) {
      throw new DamagedFileException(
          path,
          0,
          "found format %x version %d, expected %x version %d"
              .formatted(bytes.getLong(0), bytes.getInt(8), magic, version));
    }
    if (bytes.getLong(12) != owner) {
      throw new DamagedFileException(
          path, 12, "file of data directory %x, expected %x".formatted(bytes.getLong(12), owner));
    }
    if (bytes.getInt(20) != crcAt - HEADER_BYTES) {
      throw new DamagedFileException(
          path,
          20,
          "body of %d bytes, expected %d".formatted(crcAt - HEADER_BYTES, bytes.getInt(20)));
    }
    return bytes.slice(HEADER_BYTES, crcAt - HEADER_BYTES);
  }

  private ByteBuffer readAll() {
    try (var file = disk.open(path)) {
      long size = file.size();
      if (size > MAX_BYTES) {
        throw new DamagedFileException(
            path, MAX_BYTES, "%d bytes, expected at most %d".formatted(size, MAX_BYTES));
      }
      var bytes = ByteBuffer.allocate((int) size);
      file.read(bytes, 0);
      return bytes.flip();
    } catch (IOException e) {
      throw new DamagedFileException(path, 0, "cannot be read: " + e, e);
    }
  }

  /** Replaces the content; returns once it is durable. */
  void write(byte[] body) {
    var bytes = ByteBuffer.allocate(HEADER_BYTES + body.length + Integer.BYTES);
    bytes.putLong(magic).putInt(version).putLong(owner).putInt(body.length).put(body);
    bytes.putInt(crc(bytes, bytes.position()));
    var temporary = path.resolveSibling(path.getFileName() + SegmentSupply.TEMPORARY);
    prepare(temporary, bytes.flip());
    try {
      disk.rename(temporary, path);
      disk.syncFolder(folder());
    } catch (IOException e) {
      throw latch.failed("replacing a file", path, e);
    }
  }

  private void prepare(Path temporary, ByteBuffer bytes) {
    try {
      disk.delete(temporary);
      try (var file = disk.create(temporary)) {
        file.write(bytes, 0);
        file.sync();
      } catch (NoSpaceException e) {
        disk.delete(temporary);
        throw new DiskFullException(
            "no space to replace "
                + path
                + ": its content stands as before; free space, then writes go on",
            e);
      }
    } catch (IOException e) {
      throw latch.failed("writing a file", temporary, e);
    }
  }

  /**
   * Makes durable what may so far be in the page cache only: after a failed sync a restart could
   * otherwise read a content that the disk has never had, and build on it. Writes the same bytes in
   * place, so that it needs no space.
   */
  void settle() {
    var bytes = readAll();
    try (var file = disk.open(path)) {
      file.write(bytes, 0);
      file.sync();
      disk.syncFolder(folder());
    } catch (IOException e) {
      throw latch.failed("writing a file", path, e);
    }
  }

  private Path folder() {
    var parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static int crc(ByteBuffer bytes, int end) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(end));
    return (int) crc.getValue();
  }
}
