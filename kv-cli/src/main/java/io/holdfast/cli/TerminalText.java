package io.holdfast.cli;

/**
 * Text that others wrote, as a terminal may show it: what moves its cursor, changes its title or
 * turns the direction of writing is shown as an escape such as {@code \\u001b}.
 */
public final class TerminalText {
  private TerminalText() {}

  /** Whether standard output is a terminal; the launcher says so. */
  public static boolean isShown() {
    return System.getenv("HOLDFAST_TERMINAL") != null;
  }

  /** {@code text} on one line. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** {@code text} with the lines and tabulators that it has. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean layout) {
    var shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if ((layout && (next == '\n' || next == '\t')) || isHarmless(next)) {
        shown.append(next);
      } else {
        shown.append(
            switch (next) {
              case '\n' -> "\\n";
              case '\r' -> "\\r";
              case '\t' -> "\\t";
              default -> String.format("\\u%04x", (int) next);
            });
      }
    }
    return shown.toString();
  }

  /** Neither a control character nor one of those that embed or override a direction. */
  private static boolean isHarmless(char character) {
    return !Character.isISOControl(character)
        && !(character >= '\u202a' && character <= '\u202e')
        && !(character >= '\u2066' && character <= '\u2069');
  }
}
