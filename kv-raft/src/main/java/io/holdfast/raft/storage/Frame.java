package io.holdfast.raft.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A frame read back.
 *
 * @param sectors how many sectors it takes
 * @param records how many records it holds
 * @param body what follows its header: records, or the argument
 */
record Frame(FrameKind kind, int sectors, int records, ByteBuffer body) {
  /**
   * How many sectors the frame takes whose first sector is valid and starts at {@code at}; 0 when
   * it says nonsense.
   */
  static int sectors(ByteBuffer buffer, int at) {
    return kind(buffer, at) == null ? 0 : Math.max(0, buffer.getInt(at + 4));
  }

  static @org.jspecify.annotations.Nullable FrameKind kind(ByteBuffer buffer, int at) {
    boolean ours =
        buffer.getShort(at) == FrameEncoder.MAGIC && buffer.get(at + 2) == FrameEncoder.VERSION;
    return ours ? FrameKind.of(buffer.get(at + 3)) : null;
  }

  /** Reads the frame that fills the buffer, whose sectors have all been verified. */
  static Frame decode(ByteBuffer buffer, int sectors, Path file, long offset) {
    var kind = kind(buffer, 0);
    var plain = gather(buffer, sectors);
    int bytes = plain.getInt(8);
    if (kind == null
        || plain.getInt(4) != sectors
        || bytes < 0
        || bytes > plain.limit() - FrameEncoder.HEADER_BYTES) {
      throw new DamagedFileException(
          file, offset, "a valid sector starts no frame of a known form");
    }
    int records = plain.getInt(12);
    return new Frame(kind, sectors, records, plain.slice(FrameEncoder.HEADER_BYTES, bytes));
  }

  /** Joins the payloads of whole sectors. */
  static ByteBuffer gather(ByteBuffer buffer, int sectors) {
    var plain = new byte[sectors * Sector.PAYLOAD];
    for (int i = 0; i < sectors; i++) {
      buffer.get(i * Sector.BYTES, plain, i * Sector.PAYLOAD, Sector.PAYLOAD);
    }
    return ByteBuffer.wrap(plain);
  }

  /** Reads and verifies one record at the buffer's position; leaves the position behind it. */
  static LogRecord record(ByteBuffer plain, Path file, long offset) {
    int start = plain.position();
    if (plain.remaining() < FrameEncoder.RECORD_HEADER_BYTES) {
      throw new DamagedFileException(file, offset, "a record is cut off");
    }
    int expected = plain.getInt();
    int length = plain.getInt();
    long index = plain.getLong();
    long term = plain.getLong();
    int kind = plain.get() & 0xff;
    if (length < 0 || length > plain.remaining() || index < 1 || term < 0) {
      throw new DamagedFileException(
          file,
          offset,
          "record %d of term %d with %d bytes is out of range".formatted(index, term, length));
    }
    var data = new byte[length];
    plain.get(data);
    var crc = new CRC32C();
    crc.update(plain.duplicate().position(start + Integer.BYTES).limit(plain.position()));
    if ((int) crc.getValue() != expected) {
      throw new DamagedFileException(
          file,
          offset,
          "record %d has checksum %08x, expected %08x".formatted(index, crc.getValue(), expected));
    }
    return new LogRecord(index, term, kind, data);
  }
}
