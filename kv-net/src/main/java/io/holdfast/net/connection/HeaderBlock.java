package io.holdfast.net.connection;

import io.holdfast.kv.Bytes;

/**
 * The shape of a header block as it comes in: a version line, lines, an empty line; each ended by
 * CR LF.
 */
final class HeaderBlock {
  private static final byte[] VERSION = {'N', 'A', 'T', 'S', '/', '1', '.', '0'};

  private HeaderBlock() {}

  /**
   * Whether {@code block} is empty or has that shape, without a NUL, a bare CR or a bare LF
   * anywhere.
   */
  static boolean isWellFormed(Bytes block) {
    int length = block.length();
    if (length == 0) {
      return true;
    }
    if (length < VERSION.length + 4) {
      return false;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (block.at(i) != VERSION[i]) {
        return false;
      }
    }
    for (int i = VERSION.length; i < length; i++) {
      byte b = block.at(i);
      if (b == 0 || (b == '\n' && block.at(i - 1) != '\r')) {
        return false;
      }
      if (b == '\r' && (i + 1 == length || block.at(i + 1) != '\n')) {
        return false;
      }
    }
    return block.at(length - 1) == '\n' && block.at(length - 3) == '\n';
  }
}
