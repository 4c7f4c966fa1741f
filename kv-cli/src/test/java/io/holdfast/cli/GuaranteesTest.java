package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/guarantees.md} and the tests that cite a guarantee with a tag say the same, both
 * ways: neither a promise without its test, nor a test of a promise that nobody made.
 */
class GuaranteesTest {
  private static final Pattern ROW = Pattern.compile("\\| (G\\d+) \\|.*?\\|(.*?)\\|(.*?)\\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"(G\\d+)\"\\)");
  private static final int MAX_DEPTH = 20;

  private final Path root = root();

  @Test
  void shouldNameForEachGuaranteeTheTestsThatCiteItAndNoOthers() throws IOException {
    var promised = promised();
    var tagged = tagged();
    assertTrue(promised.size() > 20, "the table was not understood: " + promised.keySet());
    assertEquals(promised.keySet(), tagged.keySet(), "guarantees in the table, and in tags");
    for (Map.Entry<String, SortedSet<String>> each : promised.entrySet()) {
      assertEquals(
          each.getValue(), tagged.get(each.getKey()), each.getKey() + ": in the table, and tagged");
    }
  }

  @Test
  void shouldSayOfEachGuaranteeWhichDefectItsTestsWereSeenRedOnOrThatNoneWas() throws IOException {
    for (var line : table()) {
      var row = ROW.matcher(line);
      if (row.find()) {
        assertTrue(!row.group(3).isBlank(), "no defect, and not 'not yet', for " + row.group(1));
      }
    }
  }

  private Iterable<String> table() throws IOException {
    return Files.readAllLines(root.resolve("docs").resolve("guarantees.md"));
  }

  private SortedMap<String, SortedSet<String>> promised() throws IOException {
    var promised = new TreeMap<String, SortedSet<String>>();
    for (var line : table()) {
      var row = ROW.matcher(line);
      if (row.find()) {
        var names = NAME.matcher(row.group(2));
        while (names.find()) {
          promised.computeIfAbsent(row.group(1), any -> new TreeSet<>()).add(names.group(1));
        }
      }
    }
    return promised;
  }

  private SortedMap<String, SortedSet<String>> tagged() throws IOException {
    var tagged = new TreeMap<String, SortedSet<String>>();
    try (var modules = Files.list(root)) {
      for (var module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        collect(module.resolve("src").resolve("test"), tagged);
        collect(module.resolve("src").resolve("main"), tagged);
      }
    }
    return tagged;
  }

  private static void collect(Path sources, SortedMap<String, SortedSet<String>> into)
      throws IOException {
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (var files = Files.walk(sources, MAX_DEPTH)) {
      for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        var tags = TAG.matcher(Files.readString(file));
        while (tags.find()) {
          String name = file.toFile().getName().replace(".java", "");
          into.computeIfAbsent(tags.group(1), any -> new TreeSet<>()).add(name);
        }
      }
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs").resolve("guarantees.md"))) {
      Path above = at.getParent();
      if (above == null) {
        throw new AssertionError("no docs/guarantees.md above " + Path.of("").toAbsolutePath());
      }
      at = above;
    }
    return at;
  }
}
