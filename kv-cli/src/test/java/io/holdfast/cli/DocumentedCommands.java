package io.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that the pages of this repository show: blocks of shell, and code within a line. */
final class DocumentedCommands {
  private static final Pattern BLOCK =
      Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  private DocumentedCommands() {}

  /** A command, and the page that shows it. */
  record Shown(Path page, String line) {
    /** Its words as a shell splits them; {@code -Dname='a b'} is one of them. */
    List<String> words() {
      var words = new ArrayList<String>();
      var word = new StringBuilder();
      int end = 0;
      var matcher = WORD.matcher(line);
      while (matcher.find()) {
        if (matcher.start() > end && word.length() > 0) {
          words.add(word.toString());
          word.setLength(0);
        }
        for (int group = 1; group <= 3; group++) {
          if (matcher.group(group) != null) {
            word.append(matcher.group(group));
          }
        }
        end = matcher.end();
      }
      words.add(word.toString());
      return words;
    }

    @Override
    public String toString() {
      return page.getFileName() + ": " + line;
    }
  }

  /** Those whose first word is {@code program}. */
  static List<Shown> of(Path root, String program) throws IOException {
    var found = new ArrayList<Shown>();
    for (Path page : pages(root)) {
      String text = Files.readString(page);
      var lines = new ArrayList<String>();
      BLOCK.matcher(text).results().forEach(block -> lines.addAll(block.group(1).lines().toList()));
      SPAN.matcher(BLOCK.matcher(text).replaceAll(""))
          .results()
          .forEach(s -> lines.add(s.group(1)));
      for (String line : lines) {
        String command = line.replaceAll("\\s+#.*|\\s*&\\s*$", "").strip();
        if (command.startsWith(program + " ")) {
          found.add(new Shown(page, command));
        }
      }
    }
    return found;
  }

  /** The lines of the block of shell in {@code page} that contains {@code line}. */
  static List<String> block(Path page, String line) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(block -> block.group(1).lines().toList())
        .filter(lines -> lines.stream().anyMatch(each -> each.contains(line)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(page + " has no block of shell with " + line));
  }

  private static List<Path> pages(Path root) throws IOException {
    var pages = new ArrayList<Path>();
    for (Path folder : List.of(root, root.resolve("docs"), root.resolve("docs/decisions"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }
}
