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
 * conversations and the suites of other languages by {@code W84} in a comment line. Read from the
 * sources of every module and from {@code interop}.
 */
final class Citations {
  private static final Pattern TAG =
      Pattern.compile("^\\s*@Tag\\(\"(W\\d+)\"\\)", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("^#.*$", Pattern.MULTILINE);
  private static final Pattern OTHER_COMMENT = Pattern.compile("^(//|#).*$", Pattern.MULTILINE);
  private static final Pattern OTHER_LANGUAGE = Pattern.compile(".*\\.(js|go|py|rs)");

  /** What package managers and compilers put beside the sources. */
  private static final List<String> FETCHED = List.of("node_modules", "target");

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
    try (Stream<Path> clients = Files.list(root.resolve("interop"))) {
      for (Path client : clients.filter(Files::isDirectory).toList()) {
        collect(client.resolve("src"), found);
        collectOtherLanguages(client, "interop/" + client.getFileName(), found);
      }
    }
    return found;
  }

  private static void collectOtherLanguages(
      Path directory, String suite, SortedMap<String, SortedSet<String>> into) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(directory)) {
      entries = all.filter(each -> !FETCHED.contains(String.valueOf(each.getFileName()))).toList();
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        collectOtherLanguages(entry, suite, into);
      } else if (OTHER_LANGUAGE.matcher(String.valueOf(entry.getFileName())).matches()) {
        citeByComments(OTHER_COMMENT, Files.readString(entry), suite, into);
      }
    }
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
        citeByComments(COMMENT, Files.readString(file), name.replace(".txt", ""), into);
      }
    }
  }

  private static void citeByComments(
      Pattern comment, String source, String test, SortedMap<String, SortedSet<String>> into) {
    comment
        .matcher(source)
        .results()
        .flatMap(line -> NUMBER.matcher(line.group()).results())
        .forEach(number -> into.computeIfAbsent(number.group(), any -> new TreeSet<>()).add(test));
  }

  private static void cite(String source, String test, SortedMap<String, SortedSet<String>> into) {
    TAG.matcher(source)
        .results()
        .forEach(tag -> into.computeIfAbsent(tag.group(1), any -> new TreeSet<>()).add(test));
  }
}
