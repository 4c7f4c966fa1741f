package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.node.HoldfastNode;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Follows docs/getting-started.md: what it has the reader write compiles, runs and passes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GettingStartedTest {
  private static final Path PAGE = Pages.ROOT.resolve("docs/getting-started.md");

  @TempDir Path project;

  @Test
  void shouldCollectInvoicesInProcessAndOnAServer() throws Exception {
    Path classes = compile();
    // In the project's folder, where the data goes too.
    assertCollects(run(classes));
    assertCollects(run(classes));
    assertTrue(Files.isDirectory(project.resolve("holdfast-data")));

    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      assertCollects(run(classes, node.url().orElseThrow()));
      node.store().bucket("settings").put("limits.invoices", "5");
      String more = run(classes, node.url().orElseThrow());
      assertTrue(more.contains("invoice/5 collected"), more);
      assertFalse(more.contains("invoice/6 collected"), more);
    }
  }

  @Test
  void shouldHaveATestThatPasses() throws Exception {
    var classPath = new URL[] {compile().toUri().toURL()};
    try (var loader = new URLClassLoader(classPath, getClass().getClassLoader())) {
      Class<?> test = loader.loadClass("demo.InvoicesTest");
      int run = 0;
      for (Method method : test.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          var constructor = test.getDeclaredConstructor();
          constructor.setAccessible(true);
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          run++;
        }
      }
      assertEquals(1, run);
    }
  }

  @Test
  void shouldNameWhatThisBuildMakesAndTheVersionsThatItUses() throws Exception {
    String pom = Pages.code(PAGE, "xml").get(0).text();
    String parent = Files.readString(Pages.ROOT.resolve("pom.xml"));
    String bom = Files.readString(Pages.ROOT.resolve("bom/pom.xml"));
    var ours =
        Pattern.compile("<groupId>io.holdfast</groupId>\\s*<artifactId>(.*?)</artifactId>")
            .matcher(pom)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertTrue(ours.size() >= 6, "not understood: " + ours);
    for (String artifact : ours) {
      assertTrue(bom.contains("<artifactId>" + artifact + "</artifactId>"), artifact);
    }
    var choices = Pattern.compile("^\\|.*\\| `(kv-.*?)` \\|$", Pattern.MULTILINE);
    var chosen =
        choices.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)).toList();
    assertEquals(7, chosen.size(), chosen.toString());
    for (String artifact : chosen) {
      assertTrue(bom.contains("<artifactId>" + artifact + "</artifactId>"), artifact);
    }
    String ownVersion =
        first(parent, "<artifactId>holdfast-parent</artifactId>\\s*<version>(.*?)<");
    assertEquals(
        ownVersion, first(pom, "<artifactId>holdfast-bom</artifactId>\\s*<version>(.*?)<"));
    assertEquals(first(parent, "<slf4j.version>(.*?)<"), version(pom, "slf4j-simple"));
    assertEquals(first(parent, "<junit.version>(.*?)<"), version(pom, "junit-jupiter"));
    assertEquals(first(parent, "<surefire.version>(.*?)<"), version(pom, "maven-surefire-plugin"));
    for (String plugin : List.of("maven-compiler-plugin", "exec-maven-plugin")) {
      assertEquals(version(parent, plugin), version(pom, plugin));
    }
  }

  private static String version(String pom, String artifact) {
    return first(pom, "<artifactId>" + artifact + "</artifactId>\\s*<version>(.*?)<");
  }

  private static String first(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), "nothing matches " + pattern);
    return matcher.group(1);
  }

  /** Writes the files of the page and compiles them as the page's pom does, all warnings on. */
  private Path compile() throws Exception {
    var files = new ArrayList<Path>();
    for (var code : Pages.code(PAGE, "java")) {
      Path file = project.resolve(code.file());
      Files.createDirectories(file.getParent());
      Files.writeString(file, code.body());
      files.add(file);
    }
    assertEquals(2, files.size());
    Path classes = Files.createDirectories(project.resolve("classes"));
    var compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of(
              "--release",
              "17",
              "-Xlint:all,-processing,-classfile,-path",
              "-Werror",
              "-proc:none",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      var units = manager.getJavaFileObjectsFromPaths(files);
      boolean compiled = compiler.getTask(said, manager, null, options, null, units).call();
      assertTrue(compiled, said::toString);
    }
    return classes;
  }

  private String run(Path classes, String... arguments) throws Exception {
    return SampleProcess.outputOf(project, classes, "demo.Invoices", arguments);
  }

  private static void assertCollects(String said) {
    assertTrue(said.contains("invoice/1 collected under token "), said);
    assertTrue(said.contains("invoice/2 collected under token "), said);
    // Nor is a newcomer to meet an error in the log of a program that ends in order.
    assertFalse(said.contains("ERROR") || said.contains("Exception"), said);
  }
}
