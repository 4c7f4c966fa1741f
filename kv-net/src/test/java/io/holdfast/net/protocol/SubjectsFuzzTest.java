package io.holdfast.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.fuzz.Dice;
import io.holdfast.net.fuzz.Seeds;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any text as subject or pattern, against the rules written down the plain way. */
class SubjectsFuzzTest {
  private static final String CHARACTERS = "ab.*> \t\u0000\u007fä";
  private static final String LEGAL = "ab.*>";

  @Test
  void shouldAgreeWithTheRulesWrittenDownThePlainWay() {
    Seeds.run(
        "SubjectsFuzzTest#shouldAgreeWithTheRulesWrittenDownThePlainWay",
        15,
        (dice, seed) -> {
          String left = text(dice);
          String right = text(dice);
          assertEquals(isPattern(left), Subjects.isPattern(left), left);
          assertEquals(isLiteral(left), Subjects.isLiteral(left), left);
          // Whatever was published is matched; whatever was subscribed to is a pattern.
          if (Subjects.isPattern(left)) {
            boolean matches = matches(tokens(left), tokens(right));
            assertEquals(matches, Subjects.matches(left, right), left + " and " + right);
            if (Subjects.isPattern(right)) {
              boolean overlap = Subjects.overlap(left, right);
              assertEquals(overlap, Subjects.overlap(right, left), left + " and " + right);
              assertTrue(overlap || !(isLiteral(right) && matches), left + " and " + right);
            }
          }
          return 1;
        });
  }

  private static String text(Dice dice) {
    return dice.text(9, dice.oneIn(4) ? CHARACTERS : LEGAL);
  }

  private static List<String> tokens(String text) {
    return Arrays.asList(text.split("\\.", -1));
  }

  private static boolean isPattern(String text) {
    List<String> tokens = tokens(text);
    boolean clean = text.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    int many = tokens.indexOf(">");
    return clean && !tokens.contains("") && (many < 0 || many == tokens.size() - 1);
  }

  private static boolean isLiteral(String text) {
    return isPattern(text) && !tokens(text).contains("*") && !tokens(text).contains(">");
  }

  private static boolean matches(List<String> pattern, List<String> subject) {
    if (pattern.isEmpty() || subject.isEmpty()) {
      return pattern.isEmpty() && subject.isEmpty();
    }
    String first = pattern.get(0);
    if (first.equals(">")) {
      return true;
    }
    return (first.equals("*") || first.equals(subject.get(0)))
        && matches(pattern.subList(1, pattern.size()), subject.subList(1, subject.size()));
  }
}
