package io.holdfast.config;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads a value from its bytes. Called by one thread at a time per value; must not change what it
 * is given.
 *
 * @param <T> what it reads
 */
@FunctionalInterface
public interface Codec<T> {
  /**
   * Reads {@code bytes}.
   *
   * @throws RuntimeException when they are no valid value, with a message for people
   */
  T decode(Bytes bytes);

  /** What {@code next} makes of the value that this codec reads. */
  default <R> Codec<R> then(Function<? super T, ? extends R> next) {
    return bytes -> next.apply(decode(bytes));
  }

  /**
   * The same values, if they pass {@code test}.
   *
   * @param rule what must hold, for people: {@code "must be positive"}
   */
  default Codec<T> checked(Predicate<? super T> test, String rule) {
    return then(
        value -> {
          if (!test.test(value)) {
            throw new InvalidArgumentException("value " + rule + ", got '" + value + "'");
          }
          return value;
        });
  }

  /** UTF-8 text as it stands. */
  static Codec<String> text() {
    return Bytes::utf8;
  }

  /** A decimal number, blanks around it ignored. */
  static Codec<Long> integer() {
    return text().then(text -> Long.parseLong(text.strip()));
  }

  /** A number with decimals, as {@link Double#parseDouble} reads it. */
  static Codec<Double> decimal() {
    return text().then(text -> Double.parseDouble(text.strip()));
  }

  /** {@code true} or {@code false}, in any case; nothing else. */
  static Codec<Boolean> flag() {
    return text()
        .then(text -> text.strip().toLowerCase(Locale.ROOT))
        .checked(text -> text.equals("true") || text.equals("false"), "must be true or false")
        .then(Boolean::valueOf);
  }

  /** A duration in ISO form, such as {@code PT1.5S}. */
  static Codec<Duration> duration() {
    return text().then(text -> Duration.parse(text.strip()));
  }

  /** A constant of {@code type} by its name. */
  static <E extends Enum<E>> Codec<E> oneOf(Class<E> type) {
    return text().then(text -> Enum.valueOf(type, text.strip()));
  }
}
