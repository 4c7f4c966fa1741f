package io.holdfast.net.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubjectIndexTest {
  private final SubjectIndex<String> index = new SubjectIndex<>();

  @Test
  void shouldFindLiteralAndWildcardPatterns() {
    List.of("a.b", "a.*", ">", "a.>", "b.>", "a.b.c")
        .forEach(pattern -> index.add(pattern, pattern));

    assertEquals(List.of(">", "a.*", "a.>", "a.b"), matches("a.b"));
    assertEquals(List.of(">", "a.>", "a.b.c"), matches("a.b.c"));
    assertEquals(List.of(">"), matches("c"));
  }

  @Test
  void shouldNotTakeAPublishedWildcardForABranch() {
    index.add("a.>", "rest");
    index.add("a.*", "one");

    assertEquals(List.of("one", "rest"), matches("a.*"));
    assertEquals(List.of("one", "rest"), matches("a.>"));
  }

  @Test
  void shouldForgetWhatIsRemovedAndOnlyThat() {
    index.add("a.b", "first");
    index.add("a.b", "second");
    index.add("a.b", "second");
    index.remove("a.b", "second");
    index.remove("a.c", "unknown");

    assertEquals(List.of("first", "second"), matches("a.b"));
  }

  @Test
  void shouldAgreeWithThePlainDefinitionOfMatching() {
    var random = new Random(7);
    var patterns = new ArrayList<String>();
    for (int round = 0; round < 2_000; round++) {
      if (patterns.isEmpty() || random.nextInt(3) > 0) {
        String pattern = randomPattern(random);
        patterns.add(pattern);
        index.add(pattern, pattern);
      } else {
        String gone = patterns.remove(random.nextInt(patterns.size()));
        index.remove(gone, gone);
      }
      String subject = randomTokens(random, "abc");
      List<String> expected =
          patterns.stream().filter(pattern -> Subjects.matches(pattern, subject)).sorted().toList();
      assertEquals(expected, matches(subject), "subject " + subject + " in round " + round);
      if (patterns.size() > 60) {
        patterns.subList(0, 50).forEach(pattern -> index.remove(pattern, pattern));
        patterns.subList(0, 50).clear();
      }
    }
  }

  private static String randomPattern(Random random) {
    String pattern = randomTokens(random, "abc*");
    return random.nextInt(4) == 0 ? pattern + ".>" : pattern;
  }

  private static String randomTokens(Random random, String alphabet) {
    var tokens = new ArrayList<String>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      tokens.add(String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
    }
    return String.join(".", tokens);
  }

  private List<String> matches(String subject) {
    var found = new ArrayList<String>();
    index.forEachMatch(subject, found::add);
    return found.stream().sorted().toList();
  }
}
