package io.holdfast.net.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which tests cite which rows of {@code docs/compatibility.md}: Java by {@code @Tag("W84")},
 * conversations by {@code W84} in a comment line. Read from the sources of every module.
 */
final class Citations {
  private static final Pattern TAG =
      Pattern.compile("^\\s*@Tag\\(\"(W\\d+)\"\\)", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("^#.*$", Pattern.MULTILINE);
  private static final Pattern NUMBER = Pattern.compile("\\bW\\d+\\b");
  private static final int MAX_DEPTH = 20;

  private Citations() {}

  /** The names of the tests by the number they cite, numbers in counting order. */
  static SortedMap<String, SortedSet<String>> under(Path root) throws IOException {
    SortedMap<String, SortedSet<String>> found =
        new TreeMap<>(Comparator.comparingInt((String w) -> Integer.parseInt(w.substring(1))));
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        collect(module.resolve("src"), found);
      }
    }
    return found;
  }

  private static void collect(Path sources, SortedMap<String, SortedSet<String>> into)
      throws IOException {
    if (!Files.isDirectory(sources)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(sources, MAX_DEPTH)) {
      all = files.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".java")) {
        cite(Files.readString(file), name.substring(0, name.length() - 5), into);
      } else if (file.endsWith(Path.of("conversations", name))) {
        String test = name.replace(".txt", "");
        COMMENT
            .matcher(Files.readString(file))
            .results()
            .flatMap(comment -> NUMBER.matcher(comment.group()).results())
            .forEach(
                number -> into.computeIfAbsent(number.group(), any -> new TreeSet<>()).add(test));
      }
    }
  }

  private static void cite(String source, String test, SortedMap<String, SortedSet<String>> into) {
    TAG.matcher(source)
        .results()
        .forEach(tag -> into.computeIfAbsent(tag.group(1), any -> new TreeSet<>()).add(test));
  }
}
