package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.node.HoldfastNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The {@code kv} commands: what they print and how they exit. */
@Timeout(60)
class KvCommandTest {
  /** Such as the name of a constant, which is for programs. */
  private static final Pattern CODE_WORD = Pattern.compile("[A-Z]+_[A-Z]+");

  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HoldfastNode node;

  @BeforeEach
  void start() {
    node = HoldfastNode.builder().memory().listen(0).start();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(realOut);
    System.setErr(realErr);
    node.close();
  }

  @Test
  void shouldPrintRevisionsAndValues() {
    assertEquals("bucket b is ready\n", done("add", "b", "--history", "5"));
    assertEquals("1\n", done("put", "b", "greeting", "hello"));
    assertEquals("hello\n", done("get", "b", "greeting"));
    assertEquals("2\n", done("update", "b", "greeting", "hi", "1"));
    assertEquals("hello\n", done("get", "b", "greeting", "--revision", "1"));
    assertEquals("3\n", done("create", "b", "other", "x"));
    assertEquals("greeting\nother\n", done("ls", "b"));
    assertEquals("4\n", done("del", "b", "other"));
    assertEquals("greeting\n", done("ls", "b"));
    assertEquals("5\n", done("purge", "b", "greeting", "--revision", "2"));
    assertEquals(1, done("history", "b", "greeting").lines().count());
  }

  @Test
  void shouldPrintAValueAloneWhenAskedForItRaw() {
    done("add", "b");
    done("put", "b", "k", "v");
    done("put", "b", "empty", "");

    assertEquals("v", done("get", "b", "k", "--raw"));
    assertEquals("", done("get", "b", "empty", "--raw"));
  }

  /** As NATS does, so that whoever watches hears of it. */
  @Test
  void shouldWriteAMarkerForAKeyThatWasNeverThere() {
    done("add", "b");

    assertEquals("1\n", done("del", "b", "never"));
    assertEquals("2\n", done("purge", "b", "never"));
    refused(ExitCode.REFUSED, "never", "del", "b", "never", "--revision", "7");
  }

  @Test
  void shouldSayThatNothingIsKeptOfAKey() {
    done("add", "b");

    refused(ExitCode.REFUSED, "nothing is kept of key 'k' in bucket 'b'", "history", "b", "k");
  }

  @Test
  void shouldSayInTheSameWordsThatThereIsNoBucket() {
    String said = "bucket 'b' does not exist: 'holdfast kv add b' creates it\n";
    refused(ExitCode.REFUSED, said, "put", "b", "k", "v");
    refused(ExitCode.REFUSED, said, "get", "b", "k");
    refused(ExitCode.REFUSED, said, "ls", "b");
    refused(ExitCode.REFUSED, said, "history", "b", "k");
    refused(ExitCode.REFUSED, said, "watch", "b");
    refused(ExitCode.REFUSED, said, "edit", "b", "--history", "2");
    refused(ExitCode.REFUSED, "bucket 'b' does not exist\n", "rm", "b");
  }

  @Test
  void shouldSayInPlainWordsThatAValueIsTooLargeOrABucketFull() {
    done("add", "small", "--max-value", "10");
    done("add", "full", "--max-bytes", "20");
    done("put", "full", "a", "1234567890");

    refused(
        ExitCode.REFUSED,
        "take 11 bytes, the bucket allows 10",
        "put",
        "small",
        "k",
        "12345678901");
    refused(
        ExitCode.REFUSED,
        "the bucket would take 22 bytes with 'b', it allows 20",
        "put",
        "full",
        "b",
        "1234567890");
  }

  @Test
  void shouldPrintJsonForScripts() {
    done("add", "b");
    done("put", "b", "k", "v");

    assertTrue(done("get", "b", "k", "--json").contains("\"revision\":1"));
    assertTrue(done("ls", "--json").contains("\"bucket\":\"b\""));
    assertEquals("{\"key\":\"k\"}\n", done("ls", "b", "--json"));
  }

  @Test
  void shouldPrintWhatEachWriteDidAsJson() {
    done("add", "b", "--json");
    assertEquals(
        Map.of("bucket", "b", "key", "k", "revision", 1),
        json(done("put", "b", "k", "v", "--json")));
    assertEquals(2, json(done("update", "b", "k", "w", "1", "--json")).get("revision"));
    assertEquals(3, json(done("create", "b", "l", "v", "--json")).get("revision"));
    assertEquals(4, json(done("del", "b", "k", "--json")).get("revision"));
    assertEquals(5, json(done("purge", "b", "k", "--json")).get("revision"));
    assertEquals(Map.of("bucket", "b", "removed", true), json(done("rm", "b", "--json")));
  }

  @Test
  void shouldNameEverySettingInWhichABucketDiffers() {
    done("add", "b", "--ttl", "1h", "--description", "first");
    done("add", "b", "--ttl", "1h", "--description", "first");

    refused(
        ExitCode.REFUSED,
        "bucket 'b' is there already with other settings: history is 1, not 5; ttl is 1h, not none;"
            + " max-bytes is none, not 4096; description is 'first', not ''",
        "add",
        "b",
        "--history",
        "5",
        "--max-bytes",
        "4096");
  }

  @Test
  void shouldChangeOnlyTheSettingsThatAreNamed() {
    done("add", "b", "--history", "3", "--max-value", "64K", "--description", "mine");
    done("put", "b", "k", "1");
    done("put", "b", "k", "2");

    assertEquals(
        "bucket b: history was 3, is 1; max-value was 65536, is none\n",
        done("edit", "b", "--history", "1", "--max-value", "none"));

    assertEquals(1, done("history", "b", "k").lines().count());
    done("add", "b", "--description", "mine");
    assertEquals("bucket b was so already\n", done("edit", "b", "--history", "1"));
    assertEquals(2, json(done("edit", "b", "--ttl", "1h", "--json")).get("last_revision"));
  }

  /** NATS ADR-43, as the help of {@code --ttl} says. */
  @Test
  void shouldUncoverTheValueBeforeOneThatExpires() throws Exception {
    done("add", "b", "--history", "2");
    done("put", "b", "k", "old");
    done("put", "b", "k", "new", "--ttl", "1ms");
    String found = done("get", "b", "k");
    while (!found.equals("old\n")) { // The bound is the test's own time-out.
      found = done("get", "b", "k");
    }

    assertEquals(ExitCode.DONE, Holdfast.run("help", "kv", "put"));
    assertTrue(
        said().replaceAll("\\s+", " ").contains("the one before it counts again"), this::said);
  }

  @Test
  void shouldWatchFromTheNewestEntryOn() {
    done("add", "b");
    done("put", "b", "a", "1");
    done("put", "b", "b", "2");

    List<String> lines = done("watch", "b", "--count", "2").lines().toList();
    assertTrue(lines.get(0).endsWith("a = 1"), lines::toString);
    assertTrue(lines.get(1).endsWith("b = 2"), lines::toString);
  }

  @Test
  void shouldExitWithOneWhenRefused() {
    done("add", "b");
    done("put", "b", "k", "v");

    refused(ExitCode.REFUSED, "missing", "get", "b", "missing");
    refused(ExitCode.REFUSED, "nowhere", "get", "nowhere", "k");
    refused(ExitCode.REFUSED, "k", "create", "b", "k", "again");
    refused(ExitCode.REFUSED, "expected 7", "update", "b", "k", "w", "7");
    refused(ExitCode.REFUSED, "nowhere", "rm", "nowhere");
  }

  @Test
  void shouldExitWithTwoWhenTheCommandLineIsWrong() {
    done("add", "b");

    refused(ExitCode.USAGE, "two..dots", "put", "b", "two..dots", "v");
    refused(ExitCode.USAGE, "no blanks", "add", "no blanks");
    refused(ExitCode.USAGE, "soon", "put", "b", "k", "v", "--ttl", "soon");
    refused(ExitCode.USAGE, "got 999999999d", "add", "c", "--ttl", "999999999d");
    refused(ExitCode.USAGE, "0s", "put", "b", "k", "v", "--ttl", "0s");
    refused(ExitCode.USAGE, "choose one", "watch", "b", "--updates", "--history");
    refused(ExitCode.USAGE, "choose one", "watch", "b", "--updates", "--from", "3");
    refused(ExitCode.USAGE, "--from must be 1 or later", "watch", "b", "--from", "0");
    refused(ExitCode.USAGE, "--count must be at least 1", "watch", "b", "--count", "0");
    refused(ExitCode.USAGE, "--timeout must be 1ms to 1m, got 0s", "ls", "--timeout", "0s");
    refused(ExitCode.USAGE, "--timeout must be 1ms to 1m, got 61s", "ls", "--timeout", "61s");
    assertEquals(ExitCode.USAGE, Holdfast.run("kv", "frobnicate"));
  }

  @Test
  void shouldRemoveABucketWithEverythingInIt() {
    done("add", "b");
    done("put", "b", "k", "v");
    done("rm", "b");

    assertEquals("", done("ls"));
  }

  private static Map<String, Object> json(String line) {
    try {
      return JSON.std.mapFrom(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String done(String... arguments) {
    out.reset();
    int status = kv(arguments);
    assertEquals(ExitCode.DONE, status, () -> err.toString(StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private void refused(int expected, String named, String... arguments) {
    err.reset();
    int status = kv(arguments);
    String said = err.toString(StandardCharsets.UTF_8);
    assertEquals(expected, status, said);
    assertTrue(said.contains(named), said);
    assertFalse(CODE_WORD.matcher(said).find(), said);
  }

  private int kv(String... arguments) {
    var line = new ArrayList<>(List.of("kv"));
    line.addAll(List.of(arguments));
    line.addAll(2, List.of("--url", node.url().orElseThrow()));
    return Holdfast.run(line.toArray(String[]::new));
  }
}
