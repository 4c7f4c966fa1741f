import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a module's jcstress tests and decides whether the build goes on.
 *
 * <p>A test class whose name contains {@code Broken} is the deliberately broken twin of another: it
 * has to reach a forbidden state, or the test it stands beside proves nothing. Every other test has
 * to pass. Both kinds share one jcstress run, since probing the JVM costs more than a test does.
 *
 * <p>It is started as a single source file with the module's test class path, so that kv-core, on
 * which every other module rests, can use it too. Arguments: directory of the compiled tests,
 * output directory, regular expression that selects tests, jcstress options.
 */
final class JcstressGate {
  private static final Pattern FAILURE = Pattern.compile("^(\\S+) \\[.*?\\]: (.*)$");

  /** A line of the list starts with the length of the test's name, then the name. */
  private static final Pattern LISTED = Pattern.compile("^JCTEST(\\d+)S");

  /** What jcstress says of tests that it leaves out. */
  private static final String TOO_MANY_ACTORS = "No scheduling is possible";

  public static void main(String[] args) throws IOException, InterruptedException {
    Path classes = Path.of(args[0]);
    Path directory = Path.of(args[1]);
    String selection = args[2];
    Files.createDirectories(directory);

    String module = moduleOf(classes);
    TreeSet<String> selected = selectedTests(classes, selection);
    if (selected.isEmpty()) {
      System.out.printf("jcstress: none of %s was chosen by '%s'%n", module, selection);
      return;
    }

    Path output = directory.resolve("output.txt");
    int exitCode = run(classes, directory, output, selection, args[3]);
    String text = Files.readString(output, StandardCharsets.UTF_8);
    TreeMap<String, String> failures = failures(text);

    List<String> complaints = new ArrayList<>();
    if (!text.contains("RUN RESULTS:") || (exitCode != 0 && failures.isEmpty())) {
      complaints.add("jcstress did not complete (exit code " + exitCode + ")");
    }
    int passed = 0;
    int broken = 0;
    for (String test : selected) {
      String failure = failures.remove(test);
      if (test.contains("Broken")) {
        broken++;
        if (failure == null || !failure.startsWith("Observed forbidden state")) {
          complaints.add(test + " is a broken twin, yet no forbidden state was seen");
        }
      } else if (failure != null) {
        complaints.add(test + ": " + failure);
      } else {
        passed++;
      }
    }
    failures.forEach((test, failure) -> complaints.add(test + ": " + failure));
    if (text.contains(TOO_MANY_ACTORS)) {
      complaints.add(
          "a test has more actors than this machine has processors, so it was left out: give it two");
    }

    if (complaints.isEmpty()) {
      System.out.printf(
          "jcstress: %d tests of %s passed, %d broken twins failed as they must%n",
          passed, module, broken);
      return;
    }
    int results = text.indexOf("RUN RESULTS:");
    System.err.println(results < 0 ? text : text.substring(results));
    complaints.forEach(complaint -> System.err.println("jcstress: " + complaint));
    System.err.println("jcstress: full output in " + output);
    System.exit(1);
  }

  /** The module's folder: what it compiled lies in its {@code target}. */
  private static String moduleOf(Path classes) {
    Path target = classes.toAbsolutePath().getParent();
    Path module = target == null ? null : target.getParent();
    return String.valueOf(module == null ? classes : module.getFileName());
  }

  /** The tests that the annotation processor listed beside the classes. */
  private static TreeSet<String> selectedTests(Path classes, String selection) throws IOException {
    Pattern pattern = Pattern.compile(selection);
    TreeSet<String> tests = new TreeSet<>();
    for (String line : Files.readAllLines(classes.resolve("META-INF/TestList"))) {
      Matcher entry = LISTED.matcher(line);
      if (!entry.find()) {
        throw new IOException("not a jcstress test list: " + classes + ": " + line);
      }
      String name = line.substring(entry.end(), entry.end() + Integer.parseInt(entry.group(1)));
      if (pattern.matcher(name).find()) {
        tests.add(name);
      }
    }
    return tests;
  }

  private static int run(
      Path classes, Path directory, Path output, String selection, String options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String rest = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classes + File.pathSeparator + rest));
    command.addAll(
        List.of("org.openjdk.jcstress.Main", "-t", selection, "-r", directory.toString()));
    command.addAll(Arrays.asList(options.trim().split("\\s+")));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  private static TreeMap<String, String> failures(String text) {
    TreeMap<String, String> failures = new TreeMap<>();
    int start = text.indexOf("TEST FAILURES:");
    if (start >= 0) {
      for (String line : text.substring(start).split("\\R")) {
        Matcher matcher = FAILURE.matcher(line);
        if (matcher.matches()) {
          failures.put(matcher.group(1), matcher.group(2));
        }
      }
    }
    return failures;
  }
}
