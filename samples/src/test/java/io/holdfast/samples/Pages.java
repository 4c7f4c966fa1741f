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

  /** A link to the source of a sample. */
  private static final Pattern SAMPLE = Pattern.compile("\\]\\([\\w./]*/(\\w+)Sample\\.java\\)");

  /** A piece of code on a page; {@code before}: the paragraph that leads to it. */
  record Code(Path page, String before, String text) {
    /** The text after {@code // file: } in the first line; empty when it does not begin so. */
    String file() {
      String first = text.lines().findFirst().orElse("");
      String prefix = "// file: ";
      return first.startsWith(prefix) ? first.substring(prefix.length()) : "";
    }

    /** The sample that the paragraph before links to; empty when there is none. */
    String sample() {
      return SAMPLE.matcher(before).results().map(link -> link.group(1)).findFirst().orElse("");
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
    String text = Files.readString(page);
    return FENCE
        .matcher(text)
        .results()
        .filter(fence -> fence.group(1).equals(language))
        .map(fence -> new Code(page, paragraphBefore(text, fence.start()), fence.group(2)))
        .toList();
  }

  private static String paragraphBefore(String text, int fence) {
    String above = text.substring(0, fence).stripTrailing();
    return above.substring(above.lastIndexOf("\n\n") + 1);
  }
}
