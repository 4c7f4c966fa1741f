package io.holdfast.raft.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Makes the bytes of frames: a header, a body, spread over the payloads of whole sectors. Its
 * buffers are used again and again; the result is valid until the next call. Confined to the thread
 * that writes the log.
 */
final class FrameEncoder {
  static final int HEADER_BYTES = 16;
  static final int RECORD_HEADER_BYTES = 25;
  static final int MAGIC = 0x6866; // "hf"
  static final int VERSION = 1;

  private static final int KEPT_BYTES = 4 << 20;

  private final CRC32C crc = new CRC32C();
  private ByteBuffer plain = ByteBuffer.allocate(64 << 10);
  private ByteBuffer sectors = ByteBuffer.allocateDirect(64 << 10);

  /** How many sectors a batch takes. */
  static int sectorsOf(List<LogRecord> batch) {
    long bytes = HEADER_BYTES;
    for (var each : batch) {
      bytes += RECORD_HEADER_BYTES + each.data().length;
    }
    long sectors = (bytes + Sector.PAYLOAD - 1) / Sector.PAYLOAD;
    if (sectors > (1 << 29) / Sector.BYTES) {
      throw new IllegalArgumentException(
          "a batch of %d records has %d bytes, expected at most 512 MiB: append it in parts"
              .formatted(batch.size(), bytes));
    }
    return (int) sectors;
  }

  /** Where in the payload of its frame the first record starts. */
  static int recordBytes(LogRecord each) {
    return RECORD_HEADER_BYTES + each.data().length;
  }

  ByteBuffer records(List<LogRecord> batch, int count, Placement placement) {
    begin(FrameKind.RECORDS, count, batch.size());
    for (var each : batch) {
      int start = plain.position();
      plain
          .putInt(0)
          .putInt(each.data().length)
          .putLong(each.index())
          .putLong(each.term())
          .put((byte) each.kind());
      plain.put(each.data());
      crc.reset();
      crc.update(plain.array(), start + Integer.BYTES, plain.position() - start - Integer.BYTES);
      plain.putInt(start, (int) crc.getValue());
    }
    return spread(count, placement);
  }

  ByteBuffer control(FrameKind kind, long argument, Placement placement) {
    begin(kind, 1, 0);
    plain.putLong(argument);
    return spread(1, placement);
  }

  private void begin(FrameKind kind, int sectorCount, int recordCount) {
    int bytes = sectorCount * Sector.BYTES;
    plain = atLeast(plain, bytes);
    sectors = atLeast(sectors, bytes);
    plain.clear();
    plain.putShort((short) MAGIC).put((byte) VERSION).put((byte) kind.code).putInt(sectorCount);
    plain.putInt(0).putInt(recordCount);
  }

  private ByteBuffer spread(int count, Placement placement) {
    int payload = plain.position();
    plain.putInt(8, payload - HEADER_BYTES);
    sectors.clear();
    for (int i = 0; i < count; i++) {
      int at = i * Sector.BYTES;
      int from = i * Sector.PAYLOAD;
      int length = Math.min(Sector.PAYLOAD, payload - from);
      sectors.put(at, plain.array(), from, length);
      for (int j = at + length; j < at + Sector.PAYLOAD; j++) {
        sectors.put(j, (byte) 0);
      }
      Sector.seal(sectors, at, placement.frame, placement.proven, placement.place(i));
    }
    return sectors.position(0).limit(count * Sector.BYTES);
  }

  /** A buffer that grows when it must, and shrinks again after an unusually large batch. */
  private static ByteBuffer atLeast(ByteBuffer buffer, int bytes) {
    boolean oversized = buffer.capacity() > KEPT_BYTES && bytes <= KEPT_BYTES;
    if (buffer.capacity() >= bytes && !oversized) {
      return buffer;
    }
    int capacity = Math.max(bytes, Math.min(KEPT_BYTES, 2 * buffer.capacity()));
    return buffer.isDirect() ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
  }

  /** Where a frame goes, and what is known to be durable by then. */
  record Placement(long owner, long sequence, int firstSector, int frame, int proven) {
    long place(int sector) {
      return Sector.place(owner, sequence, firstSector + sector);
    }
  }
}
