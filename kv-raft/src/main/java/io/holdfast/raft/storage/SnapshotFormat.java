package io.holdfast.raft.storage;

import io.holdfast.raft.storage.SnapshotFolder.Meta;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The bytes around a snapshot's content: a header with its own CRC32C; chunks of at most 64 KiB,
 * each with its length and CRC32C; an empty chunk, the length of the content, and a CRC32C of
 * everything before it.
 */
final class SnapshotFormat {
  static final int CHUNK_BYTES = 64 << 10;
  static final int FIXED_BYTES = 40;
  static final int END_BYTES = 16;
  static final int MAX_OPAQUE_BYTES = 1 << 20;

  private static final long MAGIC = 0x686F6C64_736E6170L; // "holdsnap"
  static final int VERSION = 1;
  private static final String PREFIX = "snapshot-";

  private SnapshotFormat() {}

  static String fileName(Meta meta) {
    return "%s%020d-%020d".formatted(PREFIX, meta.lastIncludedIndex(), meta.lastIncludedTerm());
  }

  static boolean isSnapshot(String name) {
    return name.startsWith(PREFIX) && !name.endsWith(SegmentSupply.TEMPORARY);
  }

  static ByteBuffer header(Meta meta, long cluster) {
    var bytes = ByteBuffer.allocate(FIXED_BYTES + meta.opaque().length + Integer.BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putLong(cluster);
    bytes
        .putLong(meta.lastIncludedIndex())
        .putLong(meta.lastIncludedTerm())
        .putInt(meta.opaque().length);
    bytes.put(meta.opaque());
    return bytes.putInt(crc(bytes.duplicate().flip())).flip();
  }

  /** How long the opaque part is, by the fixed part of a header. */
  static int opaqueBytes(ByteBuffer fixed, Path file) {
    long magic = fixed.getLong(0);
    int length = fixed.getInt(36);
    if (magic != MAGIC || length < 0 || length > MAX_OPAQUE_BYTES) {
      throw new DamagedFileException(
          file, 0, "no snapshot header: format %x, expected %x".formatted(magic, MAGIC));
    }
    return length;
  }

  /** Reads and checks a whole header. */
  static Meta meta(ByteBuffer header, Path file, long cluster) {
    int crcAt = header.limit() - Integer.BYTES;
    int crc = crc(header.duplicate().position(0).limit(crcAt));
    if (header.getInt(crcAt) != crc) {
      throw new DamagedFileException(
          file, 0, "header checksum %08x, expected %08x".formatted(crc, header.getInt(crcAt)));
    }
    if (header.getInt(8) != VERSION) {
      throw new DirectoryRefusedException(
          "%s has format version %d, this release reads %d: use a newer release"
              .formatted(file, header.getInt(8), VERSION));
    }
    if (header.getLong(12) != cluster) {
      throw new DamagedFileException(
          file, 12, "snapshot of cluster %x, expected %x".formatted(header.getLong(12), cluster));
    }
    var opaque = new byte[crcAt - FIXED_BYTES];
    header.get(FIXED_BYTES, opaque);
    return new Meta(header.getLong(20), header.getLong(28), opaque);
  }

  static int crc(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
