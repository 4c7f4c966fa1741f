package io.holdfast.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable sequence of bytes with content equality. Immutable, so it may be shared between
 * threads.
 *
 * <p>Bytes are copied where they enter or leave the API ({@link #copyOf}, {@link #toArray}) and
 * nowhere inside.
 */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] data;

  private Bytes(byte[] data) {
    this.data = data;
  }

  /** A copy of {@code data}. */
  public static Bytes copyOf(byte[] data) {
    return data.length == 0 ? EMPTY : new Bytes(data.clone());
  }

  /**
   * Takes {@code data} over without a copy. The caller gives the array up and must never write to
   * it again; meant for codecs that have just filled a fresh array.
   */
  public static Bytes wrap(byte[] data) {
    return data.length == 0 ? EMPTY : new Bytes(data);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, for those of this package who never write to them. */
  byte[] unwrapped() {
    return data;
  }

  /** Number of bytes. */
  public int length() {
    return data.length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return data.length == 0;
  }

  /** The byte at {@code index}, from 0. */
  public byte at(int index) {
    return data[index];
  }

  /** A fresh copy of the bytes. */
  public byte[] toArray() {
    return data.clone();
  }

  /** Copies all bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(data, 0, target, offset, data.length);
  }

  /** A read-only view of the bytes, without a copy. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer();
  }

  /** The bytes read as UTF-8; malformed input shows as replacement characters. */
  public String utf8() {
    return new String(data, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  /** The length and a short printable beginning; never the whole value, so that logs stay short. */
  @Override
  public String toString() {
    var shown = new StringBuilder("Bytes[").append(data.length).append(':');
    for (int i = 0; i < Math.min(data.length, 16); i++) {
      char c = (char) (data[i] & 0xff);
      shown.append(c >= 0x20 && c < 0x7f ? c : '.');
    }
    return shown.append(data.length > 16 ? "…]" : "]").toString();
  }
}
