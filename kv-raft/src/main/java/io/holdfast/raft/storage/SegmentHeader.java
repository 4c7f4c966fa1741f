package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The first sector of a segment: whose it is, its place in the sequence, and the state of the log
 * where it starts, so that it can be read without the segments before it.
 *
 * @param bytes the size of the file
 * @param firstIndex the log's first index when the segment began
 * @param nextIndex the index that the next record would have had
 */
record SegmentHeader(long owner, long sequence, int bytes, long firstIndex, long nextIndex) {
  private static final long MAGIC = 0x686F6C64_6C6F6731L; // "holdlog1"
  static final int VERSION = 1;
  private static final int HEADER_FRAME = -1;
  private static final long HEADER_PLACE = 0;
  private static final String SUFFIX = ".segment";

  static String fileName(long sequence) {
    return "%016d%s".formatted(sequence, SUFFIX);
  }

  static boolean isSegment(String name) {
    return name.endsWith(SUFFIX);
  }

  /** Reads and checks the header of a segment file, and that the file has the size it says. */
  static SegmentHeader read(Path path, DiskFile file, long owner) throws IOException {
    long size = file.size();
    if (size < 2 * Sector.BYTES) {
      throw new DamagedFileException(path, size, "the segment ends after %d bytes".formatted(size));
    }
    var sector = ByteBuffer.allocate(Sector.BYTES);
    file.read(sector, 0);
    var header = decode(sector.flip(), path, owner);
    if (size != header.bytes()) {
      throw new DamagedFileException(
          path,
          Math.min(size, header.bytes()),
          "the segment has %d bytes, expected %d".formatted(size, header.bytes()));
    }
    return header;
  }

  ByteBuffer encode() {
    var sector = ByteBuffer.allocateDirect(Sector.BYTES);
    sector.putLong(MAGIC).putInt(VERSION).putLong(owner).putLong(sequence).putInt(bytes);
    sector.putLong(firstIndex).putLong(nextIndex);
    Sector.seal(sector, 0, HEADER_FRAME, 0, HEADER_PLACE);
    return sector.clear();
  }

  /**
   * Reads and checks the header at the buffer's start; the file's name says which segment it must
   * be.
   */
  static SegmentHeader decode(ByteBuffer sector, Path file, long owner) {
    if (!Sector.valid(sector, 0, HEADER_PLACE)) {
      throw new DamagedFileException(file, 0, "the checksum of the segment header does not match");
    }
    long magic = sector.getLong();
    int version = sector.getInt();
    if (magic == MAGIC && version > VERSION) {
      throw new DirectoryRefusedException(
          "%s has format version %d, this release reads up to %d: use a newer release"
              .formatted(file, version, VERSION));
    }
    if (magic != MAGIC || version != VERSION) {
      throw new DamagedFileException(
          file,
          0,
          "found format %x version %d, expected %x version %d"
              .formatted(magic, version, MAGIC, VERSION));
    }
    var header =
        new SegmentHeader(
            sector.getLong(),
            sector.getLong(),
            sector.getInt(),
            sector.getLong(),
            sector.getLong());
    if (header.owner != owner) {
      throw new DamagedFileException(
          file, 12, "segment of data directory %x, expected %x".formatted(header.owner, owner));
    }
    if (!file.endsWith(fileName(header.sequence))) {
      throw new DamagedFileException(
          file, 20, "segment number %d is not the one of its file name".formatted(header.sequence));
    }
    if (header.bytes < 2 * Sector.BYTES
        || header.bytes % Sector.BYTES != 0
        || header.firstIndex < 1
        || header.nextIndex < header.firstIndex) {
      throw new DamagedFileException(file, 28, "numbers out of range: " + header);
    }
    return header;
  }
}
