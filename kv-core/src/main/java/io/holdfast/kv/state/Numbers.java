package io.holdfast.kv.state;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.StoredEntry;

/**
 * Whether a renewal says what the entry before it said, but for its numbers: a counter or a time
 * gets longer now and then. That is bounded, however often it happens: no number may have more
 * digits than a {@code long}.
 */
final class Numbers {
  private static final int MOST_DIGITS = 19;

  private Numbers() {}

  /** Whether {@code put} differs from {@code before} in decimal numbers alone. */
  static boolean alone(StoredEntry before, Operation.Put put) {
    return alone(before.headers().block(), put.headers().block())
        && alone(before.value(), put.value());
  }

  private static boolean alone(Bytes before, Bytes after) {
    int b = 0;
    int a = 0;
    while (b < before.length() && a < after.length()) {
      if (!isDigit(before, b)) {
        if (before.at(b++) != after.at(a++)) {
          return false;
        }
        continue;
      }
      int end = digitsEnd(after, a);
      if (end == a || end - a > MOST_DIGITS) {
        return false;
      }
      b = digitsEnd(before, b);
      a = end;
    }
    return b == before.length() && a == after.length();
  }

  private static int digitsEnd(Bytes text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(Bytes text, int at) {
    return text.at(at) >= '0' && text.at(at) <= '9';
  }
}
