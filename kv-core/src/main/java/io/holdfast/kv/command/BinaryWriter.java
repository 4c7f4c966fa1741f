package io.holdfast.kv.command;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Collects the elements of the binary form (ADR 002) in one growing array. Confined to one thread
 * at a time.
 *
 * <p>Its twin is {@link BinaryReader}; each method here is read back by the one of the same name
 * there.
 */
public class BinaryWriter {
  private static final byte[] NOTHING = {};

  private byte[] buffer;
  private int size;

  /** A writer without room, for {@link CommandSize}, which counts and writes nothing. */
  BinaryWriter() {
    buffer = NOTHING;
  }

  /** A writer with room for {@code expectedBytes}; it grows as needed. */
  public BinaryWriter(int expectedBytes) {
    buffer = new byte[Math.max(16, expectedBytes)];
  }

  /** One byte: the low eight bits of {@code value}. */
  public void u8(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
  }

  /** One byte: 1 or 0. */
  public final void bool(boolean value) {
    u8(value ? 1 : 0);
  }

  /** Four bytes, big-endian. */
  public void fixed32(int value) {
    ensure(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  /** Eight bytes, big-endian. */
  public void fixed64(long value) {
    ensure(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  /**
   * Unsigned LEB128 in as few bytes as possible; a negative number counts as unsigned and takes
   * ten.
   */
  public void varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /**
   * The length as a varint, then the UTF-8 bytes.
   *
   * @throws InvalidArgumentException for half a surrogate pair: it has no UTF-8 form, and a
   *     replacement would make one replica read another name than the next
   */
  public void string(String text) {
    checkPairs(text);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    ensure(utf8.length);
    System.arraycopy(utf8, 0, buffer, size, utf8.length);
    size += utf8.length;
  }

  /** The length as a varint, then the bytes. */
  public void bytes(Bytes data) {
    varint(data.length());
    ensure(data.length());
    data.copyTo(buffer, size);
    size += data.length();
  }

  /** The count as a varint, then each item as {@code item} writes it. */
  public final <T> void list(Collection<T> items, Consumer<? super T> item) {
    varint(items.size());
    items.forEach(item);
  }

  /** Number of bytes written so far. */
  public final int size() {
    return size;
  }

  /** A fresh copy of what was written. */
  public final byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Hands what was written to {@code sink}. */
  public final void writeTo(OutputStream sink) throws IOException {
    sink.write(buffer, 0, size);
  }

  /** Forgets what was written and keeps the room. */
  public final void clear() {
    size = 0;
  }

  /** Refuses half a surrogate pair, see {@link #string}. */
  static void checkPairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new InvalidArgumentException(
              "text has half a surrogate pair at index " + i + ": it has no UTF-8 form");
        }
        i++;
      }
    }
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)));
    }
  }
}
