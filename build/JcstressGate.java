import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the jcstress tests of a module, or of all modules below a folder in one go, and decides
 * whether the build goes on.
 *
 * <p>A test class whose name contains {@code Broken} is the deliberately broken twin of another: it
 * has to reach a forbidden state, or the test it stands beside proves nothing. Every other test has
 * to pass. Both kinds, and all modules, share one jcstress run, since probing the JVM costs more
 * than a test does.
 *
 * <p>It is started as a single source file with a test class path that has what all of the tests
 * need. Arguments: folder of a module or of modules, output folder, regular expression that selects
 * tests, jcstress options, the source file that runs jcstress.
 */
final class JcstressGate {
  private static final Pattern FAILURE = Pattern.compile("^(\\S+) \\[.*?\\]: (.*)$");

  /** A line of the list starts with the length of the test's name, then the name. */
  private static final Pattern LISTED = Pattern.compile("^JCTEST(\\d+)S");

  /** The last of these lines counts everything. */
  private static final Pattern PROGRESS =
      Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed");

  /** What jcstress says of tests that it leaves out. */
  private static final String TOO_MANY_ACTORS = "No scheduling is possible";

  /** Where a module has its tests, where their classes are, and where those are listed. */
  private static final String SOURCES = "src/jcstress/java";

  private static final String CLASSES = "target/jcstress-classes";
  private static final String LIST = "META-INF/TestList";
  private static final String OUTPUT = "output.txt";

  /** How often broken twins that did not fail are run again before that counts. */
  private static final int MORE_RUNS = 3;

  public static void main(String[] args) throws IOException, InterruptedException {
    Path base = Path.of(args[0]).toAbsolutePath().normalize();
    Path directory = Path.of(args[1]);
    String selection = args[2];
    List<Path> classes = compiledTests(base);
    TreeMap<String, String> selected = selectedTests(classes, selection);
    if (selected.isEmpty()) {
      System.out.printf("jcstress: none of %s was chosen by '%s'%n", base.getFileName(), selection);
      return;
    }

    long began = System.nanoTime();
    Run run = run(classes, directory, selected.values(), args[3], args[4]);
    List<String> complaints = new ArrayList<>(run.complaints());
    TreeMap<String, String> failures = run.failures();
    int passed = 0;
    TreeSet<String> twins = new TreeSet<>();
    for (String test : selected.keySet()) {
      if (test.contains("Broken")) {
        twins.add(test);
      } else if (failures.containsKey(test)) {
        complaints.add(test + ": " + failures.get(test));
      } else {
        passed++;
      }
    }
    TreeSet<String> unbroken = new TreeSet<>(twins);
    unbroken.removeIf(run::sawForbidden);
    // On a busy machine the fault of a twin may take longer to show.
    for (int again = 1;
        !unbroken.isEmpty() && complaints.isEmpty() && again <= MORE_RUNS;
        again++) {
      System.out.printf("jcstress: %s shall fail and did not yet; once more%n", unbroken);
      List<String> lines = unbroken.stream().map(selected::get).toList();
      Run more = run(classes, directory.resolve("again-" + again), lines, args[3], args[4]);
      complaints.addAll(more.complaints());
      unbroken.removeIf(more::sawForbidden);
    }
    unbroken.forEach(
        test -> complaints.add(test + " is a broken twin, yet no forbidden state was seen"));
    long seconds = (System.nanoTime() - began) / 1_000_000_000;

    if (complaints.isEmpty()) {
      System.out.printf(
          "jcstress: %d tests of %s passed, %d broken twins failed as they must, in %d s%n",
          passed, base.getFileName(), twins.size(), seconds);
      return;
    }
    System.err.println(run.results());
    complaints.forEach(complaint -> System.err.println("jcstress: " + complaint));
    System.err.println("jcstress: full output in " + directory.resolve(OUTPUT));
    System.exit(1);
  }

  /** The classes of {@code base} if it is a module with tests, else of each module in it. */
  private static List<Path> compiledTests(Path base) throws IOException {
    List<Path> modules;
    if (Files.isDirectory(base.resolve(SOURCES))) {
      modules = List.of(base);
    } else {
      try (Stream<Path> inside = Files.list(base)) {
        modules = inside.filter(it -> Files.isDirectory(it.resolve(SOURCES))).sorted().toList();
      }
    }
    for (Path module : modules) {
      if (!Files.exists(module.resolve(CLASSES).resolve(LIST))) {
        throw new IOException(
            module + " has concurrency tests that are not compiled: build it in the same run");
      }
    }
    return modules.stream().map(module -> module.resolve(CLASSES)).toList();
  }

  /** The lines that the annotation processor wrote beside the classes, by name of the test. */
  private static TreeMap<String, String> selectedTests(List<Path> classes, String selection)
      throws IOException {
    Pattern pattern = Pattern.compile(selection);
    TreeMap<String, String> tests = new TreeMap<>();
    for (Path module : classes) {
      for (String line : Files.readAllLines(module.resolve(LIST))) {
        Matcher entry = LISTED.matcher(line);
        if (!entry.find()) {
          throw new IOException("not a jcstress test list: " + module + ": " + line);
        }
        String name = line.substring(entry.end(), entry.end() + Integer.parseInt(entry.group(1)));
        if (pattern.matcher(name).find()) {
          tests.put(name, line);
        }
      }
    }
    return tests;
  }

  /** What one run of jcstress came to. */
  private record Run(String text, List<String> complaints, TreeMap<String, String> failures) {
    /** Whether {@code test} reached a state that it forbids. */
    boolean sawForbidden(String test) {
      return failures.getOrDefault(test, "").startsWith("Observed forbidden state");
    }

    String results() {
      int results = text.indexOf("RUN RESULTS:");
      return results < 0 ? text : text.substring(results);
    }
  }

  /**
   * Runs the tests of {@code list}. jcstress reads the first list on its class path, so that one
   * comes first.
   */
  private static Run run(
      List<Path> classes, Path directory, Collection<String> list, String options, String runner)
      throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve(LIST).getParent());
    Files.write(directory.resolve(LIST), list);
    List<String> path = new ArrayList<>(List.of(directory.toString()));
    for (Path module : classes) {
      // A test may stand on what its module's other tests share.
      path.addAll(List.of(module.toString(), module.resolveSibling("test-classes").toString()));
    }
    path.add(System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path), runner));
    command.addAll(List.of("-r", directory.toString()));
    command.addAll(Arrays.asList(options.trim().split("\\s+")));
    Path output = directory.resolve(OUTPUT);
    int exitCode =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    TreeMap<String, String> failures = failures(text);
    return new Run(text, complaints(text, exitCode, list.size(), failures), failures);
  }

  /** What speaks against the run as a whole: what was left out would pass otherwise. */
  private static List<String> complaints(
      String text, int exitCode, int tests, TreeMap<String, String> failures) {
    List<String> complaints = new ArrayList<>();
    if (!text.contains("RUN RESULTS:") || (exitCode != 0 && failures.isEmpty())) {
      complaints.add("jcstress did not complete (exit code " + exitCode + ")");
    }
    if (finished(text) < tests) {
      complaints.add(
          tests
              + " tests were to run, but only "
              + finished(text)
              + " have a result: one that cannot be loaded is skipped, see the page of each");
    }
    if (text.contains(TOO_MANY_ACTORS)) {
      complaints.add(
          "a test has more actors than this machine has processors, so it was left out: give it two");
    }
    return complaints;
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

  /** How many runs of tests have a result. */
  private static int finished(String text) {
    int finished = 0;
    for (Matcher progress = PROGRESS.matcher(text); progress.find(); ) {
      finished = Integer.parseInt(progress.group(2)) + Integer.parseInt(progress.group(3));
    }
    return finished;
  }
}
