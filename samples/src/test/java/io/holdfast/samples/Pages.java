package io.holdfast.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages for people in this repository: its README and its like, and everything in docs. */
final class Pages {
  static final Path ROOT = Path.of("..");

  private static final Pattern FENCE =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Pages() {}

  /** A piece of code on a page. */
  record Code(Path page, String language, String text) {
    /** The text after {@code // label: } in the first line; empty when it does not begin so. */
    String labelled(String label) {
      String first = text.lines().findFirst().orElse("");
      String prefix = "// " + label + ": ";
      return first.startsWith(prefix) ? first.substring(prefix.length()) : "";
    }

    /** Without the line that carries the label. */
    String body() {
      return text.substring(text.indexOf('\n') + 1);
    }
  }

  static List<Path> all() throws IOException {
    var pages = new ArrayList<Path>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/decisions"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  static List<Code> code(Path page, String language) throws IOException {
    return FENCE
        .matcher(Files.readString(page))
        .results()
        .filter(fence -> fence.group(1).equals(language))
        .map(fence -> new Code(page, language, fence.group(2)))
        .toList();
  }
}
