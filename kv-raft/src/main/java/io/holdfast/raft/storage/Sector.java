package io.holdfast.raft.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The unit that a disk writes whole or not at all, and the unit that checks itself: 500 bytes of
 * payload, then the number of the frame it belongs to, the number of the last frame that was
 * durable when it was written, and a CRC32C over all that, mixed with its place. An unwritten
 * sector is all zeros; a written one never is, since frames count from 1.
 */
final class Sector {
  static final int BYTES = 512;
  static final int PAYLOAD = 500;

  private static final int FRAME_AT = 500;
  private static final int PROVEN_AT = 504;
  private static final int CRC_AT = 508;

  private Sector() {}

  /** Fills in the trailer of the sector that starts at {@code at}; the payload is already there. */
  static void seal(ByteBuffer buffer, int at, int frame, int proven, long place) {
    buffer.putInt(at + FRAME_AT, frame).putInt(at + PROVEN_AT, proven);
    buffer.putInt(at + CRC_AT, crc(buffer, at, place));
  }

  /** Whether the trailer fits the content and the place. */
  static boolean valid(ByteBuffer buffer, int at, long place) {
    return buffer.getInt(at + CRC_AT) == crc(buffer, at, place);
  }

  static boolean empty(ByteBuffer buffer, int at) {
    for (int i = at; i < at + BYTES; i += Long.BYTES) {
      if (buffer.getLong(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The number of the frame that a valid sector belongs to. */
  static int frame(ByteBuffer buffer, int at) {
    return buffer.getInt(at + FRAME_AT);
  }

  /** The last frame of the segment that was durable when this sector was written. */
  static int proven(ByteBuffer buffer, int at) {
    return buffer.getInt(at + PROVEN_AT);
  }

  /**
   * Names a sector of a segment of a data directory, so that a sector in a wrong place does not
   * pass.
   */
  static long place(long owner, long sequence, int number) {
    return (owner * 31 + sequence) * 0x9E3779B97F4A7C15L + number;
  }

  private static int crc(ByteBuffer buffer, int at, long place) {
    var crc = new CRC32C();
    crc.update(buffer.duplicate().position(at).limit(at + CRC_AT));
    long mixed = (place ^ (place >>> 29)) * 0xBF58476D1CE4E5B9L;
    return (int) crc.getValue() ^ (int) (mixed >>> 32);
  }
}
