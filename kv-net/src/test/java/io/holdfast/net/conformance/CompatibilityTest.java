package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/compatibility.md} and the tests that cite one of its rows say the same, both ways.
 * With {@code -Dholdfast.compatibility.write=true} the column is brought up to date instead; the
 * diff is the review.
 */
class CompatibilityTest {
  private final Path root = root();
  private final Path page = root.resolve("docs").resolve("compatibility.md");

  @Test
  void shouldNameForEachRowTheTestsThatCiteIt() throws IOException {
    SortedMap<String, SortedSet<String>> citations = Citations.under(root);
    List<String> lines = Files.readAllLines(page);
    List<String> right =
        lines.stream().map(line -> CompatibilityRow.update(line, citations)).toList();
    if (Boolean.getBoolean("holdfast.compatibility.write")) {
      Files.write(page, right);
      return;
    }
    var wrong = new ArrayList<>(lines);
    wrong.removeAll(right);
    assertEquals(
        List.of(),
        wrong,
        "rows that differ from the tests' tags; the page says how to bring them up to date");
  }

  @Test
  void shouldHaveARowForEverythingThatIsCited() throws IOException {
    var cited = new ArrayList<>(Citations.under(root).keySet());
    cited.removeAll(numbers());
    assertEquals(List.of(), cited, "cited by tests, but not on the page");
  }

  @Test
  void shouldCountItsRowsWithoutGaps() throws IOException {
    List<String> numbers = numbers();
    assertEquals(IntStream.rangeClosed(1, 136).mapToObj(n -> "W" + n).toList(), numbers);
  }

  private List<String> numbers() throws IOException {
    return Files.readAllLines(page).stream()
        .map(CompatibilityRow::number)
        .filter(n -> !n.isEmpty())
        .toList();
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs").resolve("compatibility.md"))) {
      Path above = at.getParent();
      if (above == null) {
        throw new AssertionError("no docs/compatibility.md above " + Path.of("").toAbsolutePath());
      }
      at = above;
    }
    return at;
  }
}
