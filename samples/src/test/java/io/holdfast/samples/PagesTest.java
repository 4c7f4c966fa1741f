package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages for people show is what there is. */
class PagesTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "io", "holdfast", "samples");

  @Test
  void shouldListEverySampleWhereItsCommandIs() throws Exception {
    String page = Files.readString(Pages.ROOT.resolve("docs/samples.md"));
    try (var sources = Files.list(SOURCES)) {
      var missing =
          sources
              .map(Path::toString)
              .filter(source -> source.endsWith("Sample.java"))
              .map(source -> source.replaceAll(".*/|Sample.java", ""))
              .filter(name -> !page.contains("| `" + name + "` |"))
              .toList();

      assertEquals(List.of(), missing, "samples that docs/samples.md does not list");
    }
  }

  /** Either quoted from a sample, which is compiled and run, or compiled as a file of its own. */
  @Test
  void shouldSayOfEveryPieceOfJavaWhereItIsCompiled() throws Exception {
    var quoted = new ArrayList<String>();
    for (Path page : Pages.all()) {
      for (var code : Pages.code(page, "java")) {
        String sample = code.sample();
        if (sample.isEmpty()) {
          assertTrue(
              !code.file().isEmpty(),
              page
                  + " has Java that nothing compiles: name its file in the first line, or link to its"
                  + " sample in the paragraph before; it begins with: "
                  + code.text().lines().findFirst());
          continue;
        }
        Path source = SOURCES.resolve(sample + "Sample.java");
        assertTrue(
            words(Files.readString(source)).contains(words(code.text())),
            page + " quotes other code than " + source + ":\n" + code.text());
        quoted.add(sample);
      }
    }
    assertTrue(
        quoted.containsAll(List.of("Connect", "Mutex", "Leader", "Config")),
        "the README is to show one of each, found " + quoted);
  }

  @Test
  void shouldLinkOnlyToWhatExists() throws Exception {
    var link = Pattern.compile("\\]\\(([^)#:]+)\\)");
    int checked = 0;
    for (Path page : Pages.all()) {
      var links = link.matcher(Files.readString(page));
      while (links.find()) {
        Path target = page.resolveSibling(links.group(1));
        assertTrue(
            Files.exists(target), page + " links to " + links.group(1) + ", which is not there");
        checked++;
      }
    }
    assertTrue(checked > 20, "links were not found: " + checked);
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
