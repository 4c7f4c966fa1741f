package io.holdfast.cli;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers, and says in plain words when something is none or too large. */
final class WholeNumbers {
  private WholeNumbers() {}

  /** Has {@code line} and its subcommands read numbers this way. */
  static void registerAt(CommandLine line) {
    line.registerConverter(int.class, text -> read(text, Integer::valueOf, Integer.MAX_VALUE));
    line.registerConverter(Integer.class, text -> read(text, Integer::valueOf, Integer.MAX_VALUE));
    line.registerConverter(long.class, text -> read(text, Long::valueOf, Long.MAX_VALUE));
    line.registerConverter(Long.class, text -> read(text, Long::valueOf, Long.MAX_VALUE));
  }

  private static <N> N read(String text, Function<String, N> parser, long largest) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      boolean number = text.matches("[+-]?\\d+");
      throw new TypeConversionException(
          "'"
              + text
              + "' is "
              + (number ? "out of range: the largest is " + largest : "not a whole number"));
    }
  }
}
