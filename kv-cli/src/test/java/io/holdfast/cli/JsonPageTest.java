package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.node.HoldfastNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command prints the fields that docs/json.md lists for it, no more and no fewer. */
class JsonPageTest {
  private static final Pattern QUOTED = Pattern.compile("`([a-z_0-9]+(?: [a-z]+)?(?: BUCKET)?)`");
  private static final Set<String> VALUES = Set.of("value", "value_base64");

  private final PrintStream realOut = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path directory;

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(realOut);
  }

  @Test
  void shouldPrintTheFieldsThatThePageLists() throws Exception {
    var documented = fieldsByCommand();
    var printed = new HashMap<String, Set<String>>();
    Path data = directory.resolve("data");
    try (var node = HoldfastNode.builder().data(data).listen(0).start()) {
      String url = node.url().orElseThrow();
      printed.put("kv add", kv(url, "add", "b", "--history", "5"));
      printed.put("kv edit", kv(url, "edit", "b", "--description", "d"));
      printed.put("kv create", kv(url, "create", "b", "k", "v"));
      printed.put("kv put", kv(url, "put", "b", "k", "w"));
      printed.put("kv update", kv(url, "update", "b", "k", "x", "2"));
      printed.put("kv get", kv(url, "get", "b", "k"));
      assertEquals("x", last().get("value"));
      printed.put("kv ls", kv(url, "ls"));
      printed.put("kv ls BUCKET", kv(url, "ls", "b"));
      node.store().bucket("b").put("k", Bytes.wrap(new byte[] {(byte) 0xff, 0}));
      printed.put("kv watch", kv(url, "watch", "b", "--count", "1"));
      assertEquals("/wA=", last().get("value_base64"));
      printed.put("kv del", kv(url, "del", "b", "k"));
      printed.put("kv history", kv(url, "history", "b", "k"));
      assertEquals("delete", last().get("operation"));
      printed.put("kv purge", kv(url, "purge", "b", "k"));
      printed.put("kv rm", kv(url, "rm", "b"));
    }
    printed.put("doctor", run("doctor", "--json", data.toString()));
    assertEquals(true, last().get("member"), "whether it has taken part");
    assertEquals("node-1", last().get("node"), "its name");

    assertEquals(new TreeSet<>(documented.keySet()), new TreeSet<>(printed.keySet()));
    documented.forEach(
        (command, fields) -> {
          var seen = new HashSet<>(printed.get(command));
          var expected = new HashSet<>(fields);
          if (expected.containsAll(VALUES)) {
            assertTrue(seen.removeAll(VALUES), command + " printed no value");
            expected.removeAll(VALUES);
          }
          assertEquals(new TreeSet<>(expected), new TreeSet<>(seen), command);
        });
  }

  @Test
  void shouldExplainEveryFieldThatItLists() throws IOException {
    var listed =
        fieldsByCommand().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    var explained =
        rows(2).stream().flatMap(row -> quoted(row.get(0)).stream()).collect(Collectors.toSet());

    assertEquals(new TreeSet<>(listed), new TreeSet<>(explained));
  }

  /** The fields of the newest lines, all together. */
  private Set<String> kv(String url, String... arguments) throws IOException {
    var words = new ArrayList<>(List.of("kv"));
    words.addAll(List.of(arguments));
    words.addAll(List.of("--json", "--url", url));
    return run(words.toArray(String[]::new));
  }

  private Set<String> run(String... words) throws IOException {
    out.reset();
    assertEquals(ExitCode.DONE, Holdfast.run(words), () -> String.join(" ", words));
    var fields = new HashSet<String>();
    for (String line : lines()) {
      fields.addAll(JSON.std.mapFrom(line).keySet());
    }
    assertTrue(!fields.isEmpty(), () -> String.join(" ", words) + " printed nothing");
    return fields;
  }

  private Map<String, Object> last() throws IOException {
    var lines = lines();
    return JSON.std.mapFrom(lines.get(lines.size() - 1));
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Map<String, Set<String>> fieldsByCommand() throws IOException {
    var fields = new HashMap<String, Set<String>>();
    for (List<String> row : rows(3)) {
      for (String command : quoted(row.get(0))) {
        fields.put(command, quoted(row.get(2)));
      }
    }
    assertNotNull(fields.get("kv get"), "the table was not found: " + fields);
    return fields;
  }

  /** The rows of the tables with so many columns, without their heads. */
  private static List<List<String>> rows(int columns) throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "json.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> List.of(line.substring(1, line.length() - 1).split("\\|", -1)))
        .filter(cells -> cells.size() == columns)
        .toList();
  }

  private static Set<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(word -> word.group(1)).collect(Collectors.toSet());
  }
}
