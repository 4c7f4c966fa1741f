package io.holdfast.net.jetstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Times as JetStream writes them: RFC 3339 in UTC, up to nine fractional digits, none that are
 * trailing zeros. Thread-safe: what is remembered is immutable and replaced by one volatile write.
 */
final class Timestamps {
  /** No time at all. */
  static final String ZERO = "0001-01-01T00:00:00Z";

  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_SECONDS = 86_400;

  /**
   * The day that was formatted last, which is mostly the next one, too. Replaced, never changed.
   */
  private static volatile Day latestDay = new Day(0, "1970-01-01");

  private Timestamps() {}

  static String format(Instant instant) {
    var text = new StringBuilder(30);
    append(instant.getEpochSecond(), instant.getNano(), text);
    return text.toString();
  }

  /** Appends the time that is so many nanoseconds after the epoch. */
  static void append(long epochNanos, StringBuilder text) {
    append(Math.floorDiv(epochNanos, NANOS), (int) Math.floorMod(epochNanos, NANOS), text);
  }

  private static void append(long epochSecond, int nano, StringBuilder text) {
    int second = (int) Math.floorMod(epochSecond, DAY_SECONDS);
    text.append(date(Math.floorDiv(epochSecond, DAY_SECONDS))).append('T');
    two(text, second / 3600).append(':');
    two(text, second / 60 % 60).append(':');
    two(text, second % 60);
    if (nano != 0) {
      String digits = Long.toString(NANOS + nano);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 1, end);
    }
    text.append('Z');
  }

  private static String date(long epochDay) {
    Day known = latestDay;
    if (known.epochDay() != epochDay) {
      known = new Day(epochDay, LocalDate.ofEpochDay(epochDay).toString());
      latestDay = known;
    }
    return known.date();
  }

  /** A day and its name. */
  private record Day(long epochDay, String date) {}

  /**
   * Nanoseconds since the epoch of an RFC 3339 time; the first or last that can be told when it is
   * further away.
   *
   * @throws ApiError 10025 when it is none
   */
  static long parse(String text) {
    Instant instant;
    try {
      instant = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw ApiError.invalidJson("'" + text + "' is not an RFC 3339 time");
    }
    try {
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return number < 10 ? text.append('0').append(number) : text.append(number);
  }
}
