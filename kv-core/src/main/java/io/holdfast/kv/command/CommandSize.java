package io.holdfast.kv.command;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Names;

/**
 * How many bytes a command takes in its binary form, found by writing it to nowhere: the codec
 * alone knows the form. Stateless.
 */
public final class CommandSize {
  private CommandSize() {}

  /**
   * The size of {@code command} in a batch, in bytes.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when it has no binary form, see {@link
   *     BinaryWriter#string}
   */
  public static long of(Command command) {
    var counter = new Counter();
    CommandCodec.write(counter, command);
    return counter.bytes;
  }

  /** Counts where its parent writes. */
  private static final class Counter extends BinaryWriter {
    private long bytes;

    Counter() {
      super();
    }

    @Override
    public void u8(int value) {
      bytes++;
    }

    @Override
    public void fixed32(int value) {
      bytes += Integer.BYTES;
    }

    @Override
    public void fixed64(long value) {
      bytes += Long.BYTES;
    }

    @Override
    public void varint(long value) {
      bytes += value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    @Override
    public void string(String text) {
      checkPairs(text);
      int length = Names.utf8Length(text);
      varint(length);
      bytes += length;
    }

    @Override
    public void bytes(Bytes data) {
      varint(data.length());
      bytes += data.length();
    }
  }
}
