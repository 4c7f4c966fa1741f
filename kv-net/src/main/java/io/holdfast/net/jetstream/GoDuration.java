package io.holdfast.net.jetstream;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Go's text form, such as {@code 1h30m} or {@code 1.5s}, which NATS uses in headers.
 */
final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d{1,10}(?:\\.\\d{0,9})?|\\.\\d{1,9})(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
  private static final double MAX_SECONDS = 9e9;

  private GoDuration() {}

  /** Whole seconds of {@code text}, rounded down; empty when it is not a positive duration. */
  static OptionalLong wholeSeconds(String text) {
    double seconds = 0;
    int at = text.startsWith("+") ? 1 : 0;
    int start = at;
    Matcher part = PART.matcher(text);
    while (at < text.length()) {
      if (!part.find(at) || part.start() != at) {
        return OptionalLong.empty();
      }
      seconds += Double.parseDouble(part.group(1)) * unitSeconds(part.group(2));
      at = part.end();
    }
    // The small addition keeps 0.1 + 0.9 from becoming 0 whole seconds.
    return start == text.length() || seconds > MAX_SECONDS
        ? OptionalLong.empty()
        : OptionalLong.of((long) (seconds + 1e-9));
  }

  /** Whole seconds in the form Go prints: {@code 5s}, {@code 1m30s}, {@code 1h0m0s}. */
  static String format(Duration duration) {
    long seconds = duration.toSeconds();
    var text = new StringBuilder();
    if (seconds >= 3600) {
      text.append(seconds / 3600).append('h');
    }
    if (seconds >= 60) {
      text.append(seconds / 60 % 60).append('m');
    }
    return text.append(seconds % 60).append('s').toString();
  }

  private static double unitSeconds(String unit) {
    return switch (unit) {
      case "ns" -> 1e-9;
      case "us", "\u00b5s", "\u03bcs" -> 1e-6;
      case "ms" -> 1e-3;
      case "s" -> 1;
      case "m" -> 60;
      default -> 3600;
    };
  }
}
