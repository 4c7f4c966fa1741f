package io.holdfast.net.jetstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * Times as JetStream writes them: RFC 3339 in UTC, up to nine fractional digits, none that are
 * trailing zeros.
 */
final class Timestamps {
  /** No time at all. */
  static final String ZERO = "0001-01-01T00:00:00Z";

  private static final long NANOS = 1_000_000_000L;

  private Timestamps() {}

  static String format(Instant instant) {
    var text = new StringBuilder(30);
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    text.append(time.toLocalDate()).append('T');
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond());
    int nano = instant.get(ChronoField.NANO_OF_SECOND);
    if (nano != 0) {
      String digits = Long.toString(NANOS + nano);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 1, end);
    }
    return text.append('Z').toString();
  }

  /**
   * Nanoseconds since the epoch of an RFC 3339 time.
   *
   * @throws ApiError 10025 when it is none
   */
  static long parse(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw ApiError.invalidJson("'" + text + "' is not an RFC 3339 time");
    }
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return number < 10 ? text.append('0').append(number) : text.append(number);
  }
}
