package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.DocumentedCommands.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every command on a page can be run: its subcommands, options, modules, profiles and tests exist.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final int MAX_DEPTH = 20;

  /** What Maven and its plugins know themselves. */
  private static final Set<String> OF_MAVEN =
      Set.of(
          "skipTests",
          "maven.test.skip",
          "surefire.failIfNoSpecifiedTests",
          "failsafe.failIfNoSpecifiedTests",
          "exec.mainClass",
          "exec.args");

  private static final Set<String> GOALS =
      Set.of("compile", "test", "package", "verify", "install", "spotless:apply", "exec:java");

  /** In the place of a word that the reader puts in. */
  private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z_,…]+|\\d+");

  @Test
  void shouldShowHoldfastCommandsThatExist() throws IOException {
    var shown = DocumentedCommands.of(ROOT, "./holdfast");
    assertTrue(shown.size() > 12, "commands were not found: " + shown);
    shown.forEach(DocumentedCommandsTest::checkHoldfast);
  }

  private static void checkHoldfast(Shown shown) {
    var spec = new CommandLine(Holdfast.class).getCommandSpec();
    var words = shown.words();
    for (int i = 1; i < words.size() && !words.get(i).equals("--"); i++) {
      String word = words.get(i);
      if (word.startsWith("-")) {
        var option =
            Objects.requireNonNull(
                spec.optionsMap().get(word.replaceAll("=.*", "")),
                shown + " has no option " + word);
        i += option.arity().min() > 0 && !word.contains("=") ? 1 : 0;
      } else if (spec.subcommands().containsKey(word)) {
        spec = spec.subcommands().get(word).getCommandSpec();
      } else {
        assertTrue(!spec.positionalParameters().isEmpty(), shown + " has no subcommand " + word);
      }
    }
  }

  @Test
  void shouldShowMavenCommandsThatThisBuildUnderstands() throws IOException {
    var shown = DocumentedCommands.of(ROOT, "mvn");
    assertTrue(shown.size() > 12, "commands were not found: " + shown);
    var build = new Build();
    for (Shown each : shown) {
      build.check(each);
    }
  }

  /** What the commands may refer to. */
  private static final class Build {
    private final String poms = read("pom.xml");
    private final String tests = read("test/java/[\\w/]+\\.java");
    private final Set<String> classes = names("src/(test|main)/java/");
    private final Set<String> stress = names("src/jcstress/java/");
    private final Set<String> benchmarks = names("src/jmh/java/");

    Build() throws IOException {}

    void check(Shown shown) {
      var words = shown.words();
      for (int i = 1; i < words.size(); i++) {
        String word = words.get(i);
        if (word.equals("-pl")) {
          for (String module : words.get(++i).split(",", -1)) {
            require(shown, module, Files.exists(ROOT.resolve(module).resolve("pom.xml")));
          }
        } else if (word.startsWith("-P")) {
          for (String profile : word.substring(2).split(",", -1)) {
            require(shown, profile, poms.contains("<id>" + profile + "</id>"));
          }
        } else if (word.startsWith("-D")) {
          checkProperty(shown, word.substring(2));
        } else if (!word.startsWith("-") && !PLACEHOLDER.matcher(word).matches()) {
          require(shown, word, GOALS.contains(word));
        }
      }
    }

    private void checkProperty(Shown shown, String property) {
      String name = property.replaceAll("=.*", "");
      String value = property.substring(Math.min(property.length(), name.length() + 1));
      String first = value.split("[ #,|]", -1)[0];
      boolean known =
          switch (name) {
            case "test", "it.test" -> any(classes, "^" + first.replace("*", ".*") + "$");
            case "sample" -> classes.contains(first + "Sample");
            case "jcstress.tests" -> any(stress, first);
            case "jmh.args" -> any(benchmarks, first);
            default ->
                OF_MAVEN.contains(name)
                    || poms.contains("<" + name + ">")
                    || poms.contains("<" + name + "/>")
                    || tests.contains("\"" + name + "\"");
          };
      require(shown, property, known || PLACEHOLDER.matcher(first).matches());
    }

    private static boolean any(Set<String> names, String pattern) {
      return names.stream().anyMatch(Pattern.compile(pattern).asPredicate());
    }

    private static void require(Shown shown, String what, boolean exists) {
      assertTrue(exists, shown + " names " + what + ", which is not there");
    }

    private static String read(String pattern) throws IOException {
      var text = new StringBuilder();
      for (Path file : files(pattern)) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }

    private static Set<String> names(String pattern) throws IOException {
      return files(pattern + "[\\w/]+\\.java").stream()
          .map(file -> file.toString().replaceAll(".*/|\\.java$", ""))
          .collect(Collectors.toSet());
    }

    private static List<Path> files(String pattern) throws IOException {
      var wanted = Pattern.compile("/" + pattern + "$|src/" + pattern + "$");
      try (Stream<Path> all = Files.walk(ROOT, MAX_DEPTH)) {
        return all.filter(file -> !file.toString().contains("/target/"))
            .filter(file -> wanted.matcher(file.toString()).find())
            .toList();
      }
    }
  }
}
