package io.holdfast.net.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Breaks bytes that were right, in a few places. Stateless. */
public final class Mangler {
  private static final List<byte[]> TOKENS =
      List.of(
          ascii("\r\n"),
          ascii("\r"),
          ascii("\n"),
          ascii(" "),
          ascii("\t"),
          ascii("\0"),
          ascii("PUB "),
          ascii("HPUB "),
          ascii("CONNECT {"),
          ascii("-1"),
          ascii("99999999999999999999"),
          ascii("2147483647"),
          ascii("NATS/1.0\r\n"),
          ascii(": "),
          ascii("{\"a\":"),
          ascii("[[[["),
          ascii("\"\\ud800\""),
          ascii("*"),
          ascii(".>"),
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0xc3, (byte) 0x28},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});

  private Mangler() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@code bytes} with one to four mistakes. */
  public static byte[] mangle(Dice dice, byte[] bytes) {
    byte[] result = bytes;
    for (int left = dice.between(1, 4); left > 0; left--) {
      result = mistake(dice, result);
    }
    return result;
  }

  private static byte[] mistake(Dice dice, byte[] bytes) {
    if (bytes.length == 0) {
      return dice.of(TOKENS);
    }
    int at = dice.below(bytes.length);
    int length = Math.min(bytes.length - at, dice.between(1, 16));
    return switch (dice.below(7)) {
      case 0 -> flipped(bytes, at, dice.below(8));
      case 1 -> replaced(bytes, at, 0, dice.of(TOKENS));
      case 2 -> replaced(bytes, at, length, new byte[0]);
      case 3 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      case 4 -> replaced(bytes, at, length, dice.bytes(length));
      case 5 -> Arrays.copyOf(bytes, at);
      default -> replaced(bytes, at, length, dice.of(TOKENS));
    };
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << bit);
    return copy;
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    var result = new ByteArrayOutputStream(bytes.length + by.length);
    result.write(bytes, 0, at);
    result.write(by, 0, by.length);
    result.write(bytes, at + length, bytes.length - at - length);
    return result.toByteArray();
  }
}
