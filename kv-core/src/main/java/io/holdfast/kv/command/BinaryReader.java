package io.holdfast.kv.command;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.DamagedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the elements of the binary form (ADR 002) that {@link BinaryWriter} wrote. Confined to one
 * thread at a time.
 *
 * <p>Every method throws {@link DamagedException}, naming the offset, for bytes that the writer
 * cannot have written; no length is trusted before the bytes are there, so damaged input never
 * makes it allocate more than it holds.
 */
public final class BinaryReader {
  private static final char REPLACEMENT = '\uFFFD';

  private final String what;
  private final ByteBuffer source;
  private final int start;

  /**
   * A reader of all that remains in {@code source}, whose own position does not move.
   *
   * @param what is read, for error messages: "log entry", "snapshot"
   */
  public BinaryReader(String what, ByteBuffer source) {
    this.what = what;
    this.source = source.slice();
    this.start = source.position();
  }

  /** One byte, 0 to 255. */
  public int u8() {
    need(1);
    return source.get() & 0xff;
  }

  /** One byte that is 1 or 0. */
  public boolean bool() {
    int found = u8();
    if (found > 1) {
      throw damagedBefore(1, "found flag " + found + ", known are 0 and 1");
    }
    return found == 1;
  }

  /** Four bytes, big-endian. */
  public int fixed32() {
    need(Integer.BYTES);
    return source.getInt();
  }

  /** Eight bytes, big-endian. */
  public long fixed64() {
    need(Long.BYTES);
    return source.getLong();
  }

  /** Unsigned LEB128 in its shortest form; what does not fit 63 bits comes out negative. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if ((shift > 0 && next == 0) || (shift == 63 && next > 1)) {
          throw damagedBefore(
              1, "found varint byte " + next + " where the shortest 64-bit form cannot end");
        }
        return value;
      }
    }
    throw damagedBefore(1, "found a varint of more than 10 bytes");
  }

  /** A varint that is not negative: a revision, an index, a count of things elsewhere. */
  public long unsigned() {
    int before = source.position();
    long value = varint();
    if (value < 0) {
      throw damagedAt(
          before, "found " + Long.toUnsignedString(value) + ", expected at most " + Long.MAX_VALUE);
    }
    return value;
  }

  /** A varint that fits a non-negative {@code int}. */
  public int unsignedInt() {
    int before = source.position();
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw damagedAt(
          before,
          "found " + Long.toUnsignedString(value) + ", expected at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** A length and that much UTF-8. */
  public String string() {
    int before = source.position();
    var utf8 = new byte[length()];
    source.get(utf8);
    String text = new String(utf8, StandardCharsets.UTF_8);
    // What cannot be decoded becomes this character, which only a strict look tells from one that
    // was written.
    if (text.indexOf(REPLACEMENT) >= 0) {
      checkUtf8(utf8, before);
    }
    return text;
  }

  private void checkUtf8(byte[] utf8, int before) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw damagedAt(before, "found a string that is not UTF-8");
    }
  }

  /** A length and that many bytes, copied. */
  public Bytes bytes() {
    var data = new byte[length()];
    source.get(data);
    return Bytes.wrap(data);
  }

  /** A count and that many items, each read by {@code item}. */
  public <T> List<T> list(Supplier<? extends T> item) {
    int count = length();
    var items = new ArrayList<T>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      items.add(item.get());
    }
    return items;
  }

  /** Bytes not read yet. */
  public int remaining() {
    return source.remaining();
  }

  /** Refuses bytes that are left over: the form has to be read to its end. */
  public void end() {
    if (source.hasRemaining()) {
      throw damagedAt(source.position(), "found " + source.remaining() + " bytes after the end");
    }
  }

  /** The error for an element of {@code width} bytes, just read, that is not {@code known}. */
  public DamagedException unknown(String element, int width, long found, String known) {
    return damagedBefore(
        width,
        "found "
            + element
            + " "
            + found
            + ", known are "
            + known
            + "; use a release that knows it, or restore the data if it is damaged");
  }

  /** The error for content that was just read and makes no sense. */
  public DamagedException nonsense(RuntimeException cause) {
    return new DamagedException(
        what + " at offset " + (start + source.position()) + ": " + cause.getMessage(), cause);
  }

  /**
   * A length or count: every byte or item it promises takes at least one byte, so more than remains
   * is damage.
   */
  private int length() {
    int before = source.position();
    long length = varint();
    if (length < 0 || length > source.remaining()) {
      throw damagedAt(
          before,
          "found length "
              + Long.toUnsignedString(length)
              + ", but "
              + source.remaining()
              + " bytes remain");
    }
    return (int) length;
  }

  private void need(int bytes) {
    if (source.remaining() < bytes) {
      throw damagedAt(
          source.position(),
          "found the end, expected " + bytes + " more bytes but " + source.remaining() + " remain");
    }
  }

  private DamagedException damagedBefore(int width, String complaint) {
    return damagedAt(source.position() - width, complaint);
  }

  private DamagedException damagedAt(int offset, String complaint) {
    return new DamagedException(what + " at offset " + (start + offset) + ": " + complaint);
  }
}
