package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one control line: what follows the verb, without the line end. Immutable. */
final class ControlLine {
  private final byte[] line;

  /** Copies the {@code length} bytes at {@code index}. */
  ControlLine(ByteBuf in, int index, int length) {
    line = new byte[length];
    in.getBytes(index, line);
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The whole rest, blanks around it removed. */
  Bytes rest() {
    int from = 0;
    int to = line.length;
    while (from < to && isBlank(line[from])) {
      from++;
    }
    while (to > from && isBlank(line[to - 1])) {
      to--;
    }
    var rest = new byte[to - from];
    System.arraycopy(line, from, rest, 0, rest.length);
    return Bytes.wrap(rest);
  }

  /**
   * The arguments, separated by any number of blanks.
   *
   * @throws ProtocolViolation when there are fewer or more than allowed, or one holds a control
   *     character or is not UTF-8
   */
  List<String> arguments(int min, int max) throws ProtocolViolation {
    var arguments = new ArrayList<String>(max);
    int at = 0;
    while (at < line.length) {
      if (isBlank(line[at])) {
        at++;
        continue;
      }
      int from = at;
      while (at < line.length && !isBlank(line[at])) {
        at++;
      }
      if (arguments.size() == max) {
        throw ProtocolViolation.silent();
      }
      arguments.add(text(from, at));
    }
    if (arguments.size() < min) {
      throw ProtocolViolation.silent();
    }
    return arguments;
  }

  private String text(int from, int to) throws ProtocolViolation {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      byte b = line[i];
      if ((b >= 0 && b < 0x20) || b == 0x7f) {
        throw ProtocolViolation.silent();
      }
      ascii &= b > 0;
    }
    if (ascii) {
      return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }
    try {
      // The strict decoder: two different malformed subjects must not become the same text.
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return decoder.decode(ByteBuffer.wrap(line, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw ProtocolViolation.silent();
    }
  }

  /**
   * A size: decimal digits only. Anything beyond {@link Integer#MAX_VALUE} counts as that, which is
   * above every limit.
   */
  static int size(String digits) throws ProtocolViolation {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw ProtocolViolation.silent();
      }
      value = Math.min(value * 10 + (c - '0'), Integer.MAX_VALUE);
    }
    return (int) value;
  }
}
