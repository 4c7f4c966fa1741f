package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read who mistype a command line or ask for help; no server is needed for that. */
@Timeout(30) // A server that is not refused would run on.
class UsageTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kv put settings | missing required parameters: 'KEY', 'VALUE' | holdfast help kv put",
        "kv | kv needs a command | holdfast help kv",
        "'' | holdfast needs a command | holdfast help",
        "lock | missing required parameter | holdfast help lock",
        "frobnicate | holdfast has no command 'frobnicate' | holdfast help",
        "kv frobnicate | holdfast kv has no command 'frobnicate' | holdfast help kv",
        "kv get b k surplus | argument 'surplus' is one too many | holdfast help kv get",
        "kv put b k v --tll 5s | there is no option '--tll'; if it is an argument, write '--' | holdfast help kv put",
        "kv wach | holdfast kv has no command 'wach': did you mean 'watch'? | holdfast help kv",
        "server --port x | '--port': 'x' is not a whole number | holdfast help server",
        "server --port 99999999999 | is out of range: the largest is 2147483647 | holdfast help server",
        "kv add b --max-bytes 9999999999999999999 | is not a size: write 500, 64k | holdfast help kv add",
        "kv add b --max-value -1 | is not a size: write 500, 64k | holdfast help kv add",
        "kv update b k v many | 'many' is not a whole number | holdfast help kv update",
        "kv put b k v --ttl 5 | '5' is not a duration | holdfast help kv put",
        "doctor no/such/directory | no/such/directory is not a directory | holdfast help doctor",
        "demo --workers 1 | 2 to 16 workers | holdfast help demo",
        "help nothing | holdfast has no command 'nothing' | holdfast help",
        "help kv nothing | holdfast kv has no command 'nothing' | holdfast help kv",
      })
  void shouldSayWhatIsWrongAndWhichHelpToRead(String line, String wrong, String help) {
    assertEquals(ExitCode.USAGE, run(line));

    List<String> said = errors().lines().toList();
    assertEquals(2, said.size(), errors());
    assertTrue(said.get(0).startsWith("holdfast: ") && said.get(0).contains(wrong), errors());
    assertEquals("See '" + help + "'.", said.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kv ls --url http://127.0.0.1:4222 | begins with 'http://'",
        "kv ls --url nats://127.0.0.1:99999 | port '99999' is not",
        "lock a --url nats:// -- true | names no host",
        "bench put --url nats://h:x | port 'x' is not",
        "server --cluster n1 --node n1 | --cluster has 'n1' in it, expected NAME=HOST:PORT",
        "server --cluster n1=h:0 --node n1 | node n1 is at 'h:0', expected HOST:PORT",
        "server --cluster n1=h:1,n1=h:2 --node n1 | names node 'n1' twice",
        "server --cluster n1=h:1,n2=h:2 | say which of them this node is",
        "server --node n1 | node 'n1' needs a cluster to be one of",
        "server --cluster n1=h:1,n2=h:2 --node n3 | this node is 'n3', and the cluster has the nodes n1, n2",
        "server --cluster n1=h:1,n2=h:1 --node n1 | both listen for the others at h:1",
        "server --cluster n1=h:1 --node n1 | name two or more",
        "server --memory --port 0 --cluster n1=127.0.0.1:1,n2=h:2 --node n1 | keeps its data in a directory",
        "server --port 0 --cluster n1=0.0.0.0:1,n2=h:2 --node n1 | can be reached from other machines",
        "server --port 17007 --cluster n1=127.0.0.1:17007,n2=h:2 --node n1 | for the other nodes and for clients",
        "server --memory --data d | choose one",
        "server --port 65536 --memory | --port must be 0 to 65535, got 65536",
        "server --memory --port 0 --http -1 | --http must be 0 to 65535, got -1",
        "server --memory --port 0 --host= | --host is empty",
        "server --memory --port 0 --http 0 --http-host= | --http-host is empty",
        "server --memory --port 0 --host 0.0.0.0 | --insecure",
        "server --memory --port 0 --http 0 --http-host 0.0.0.0 | --insecure",
        "server --memory --port 0 --scrub-every 0s | --scrub-every must be at least 1ms, got 0s",
        "server --memory --port 0 --hung-disk-after 9ms | --hung-disk-after must be at least 10ms, got 9ms",
        "server --memory --port 0 --quota 1 | --quota 1 leaves no room for a bucket with a key in it: give at least 4k",
        "server --memory --port 0 --quota 4095 | at least 4k",
        "lock a --try --wait 5s -- true | choose one",
        "lock a --wait 0s -- true | --wait must be 1ms to 365d, got 0s",
        "lock a --ttl 99ms -- true | --ttl must be 100ms to 1d, got 99ms",
        "lock  -- true | NAME is empty: name the lock, such as deploy",
        "lock a --wait 999999999d -- true | got 999999999d",
        "kv watch b --history --updates | choose one",
        "kv get b k --raw --json | choose one",
        "kv get b k --revision 0 | --revision must be at least 1, got 0",
        "kv del b k --revision 0 | --revision must be at least 1, got 0",
        "kv ls b emp* | filter 'emp*' has a wildcard in 'emp*': '*' stands for one whole part",
        "kv watch b a.>.b | has a wildcard in '>'",
        "kv edit b | nothing to change: name a setting",
        "kv edit b --history 65 | --history must be 1 to 64, got 65",
        "lock a --conflict-exit-code 256 -- true | --conflict-exit-code must be 0 to 255, got 256",
        "kv add b --history 65 | --history must be 1 to 64, got 65",
        "kv add b --max-value 0 | --max-value must be at least 1, got 0",
        "kv add b --max-bytes 0 | --max-bytes must be at least 1, got 0",
        "kv put b a* v | key 'a*' has a wildcard, '*' or '>': a key is made of letters, digits, '-', '_', '/' and '='",
        "kv create b a>b v | has a wildcard",
        "kv put b a.* v | none is allowed: a key is made of",
        "kv put b a..b v | has two dots at index 1: a key is made of",
        "kv put b  v | the key is empty: a key is made of",
        "kv put b a\tb v | has a blank or control character at index 1: a key is made of",
      })
  void shouldRefuseInOneLineWhatMakesNoSense(String line, String wrong) {
    assertEquals(ExitCode.USAGE, run(line));

    List<String> said = errors().lines().toList();
    assertEquals(1, said.size(), errors());
    assertTrue(said.get(0).startsWith("holdfast: ") && said.get(0).contains(wrong), errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server --port 0 --data", "doctor", "bench put --data"})
  void shouldRefuseADirectoryWithoutAName(String line) {
    var arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    arguments.add("");

    assertEquals(ExitCode.USAGE, Holdfast.run(arguments.toArray(String[]::new)));
    assertTrue(errors().contains("the name is empty"), errors());
  }

  @Test
  void shouldTellAnUnknownHostFromASilentServer() {
    assertEquals(
        ExitCode.UNREACHABLE, run("kv ls --timeout 1s --url nats://no-such-host.invalid:4222"));
    assertTrue(errors().contains("host 'no-such-host.invalid' is unknown"), errors());
  }

  @Test
  void shouldShowTheHelpOfACommandInAGroup() {
    assertEquals(ExitCode.DONE, run("help kv put"));
    assertTrue(shown().startsWith("Usage: holdfast kv put "), shown());
    assertTrue(shown().contains("--ttl"), shown());
  }

  @Test
  void shouldListExitCodesAndSayWhereJsonIs() {
    assertEquals(ExitCode.DONE, run("help"));

    for (int code = 0; code <= 7; code++) {
      assertTrue(shown().contains("\n  " + code + "   "), shown());
    }
    assertTrue(shown().contains("--json"), shown());
    assertTrue(shown().contains("holdfast help kv put"), shown());
  }

  @Test
  void shouldNameTheEnvironmentOfAServer() {
    assertEquals(ExitCode.DONE, run("help server"));

    assertTrue(shown().contains("HOLDFAST_DATA"), shown());
    assertTrue(shown().contains("HOLDFAST_LOG"), shown());
    assertTrue(shown().contains("HOLDFAST_JAVA_OPTS"), shown());
  }

  @Test
  void shouldShowWhereTheCommandOfALockBeginsAndHowLongItWaits() {
    assertEquals(ExitCode.DONE, run("help lock"));

    assertTrue(shown().startsWith("Usage: holdfast lock [OPTIONS] NAME -- COMMAND..."), shown());
    assertTrue(shown().replaceAll("\\s+", " ").contains("at most 365d (default: 1h)"), shown());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "kv --version", "kv put -V", "server --version"})
  void shouldSayItsVersionWhereverItIsAsked(String line) {
    assertEquals(ExitCode.DONE, run(line));

    assertTrue(shown().startsWith("holdfast "), shown());
  }

  @Test
  void shouldSayWhatKeysAreMadeOf() {
    assertEquals(ExitCode.DONE, run("help kv put"));

    assertTrue(shown().replaceAll("\\s+", " ").contains("letters, digits and - _ / ="), shown());
  }

  @Test
  void shouldTellAnErrorAsJsonWhereThatIsAskedFor() {
    int code = Holdfast.run("kv", "get", "b", "k", "--json", "--url", "nats://127.0.0.1:1");

    assertEquals(ExitCode.UNREACHABLE, code);
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("{\"error\":\""), said);
    assertTrue(said.endsWith("\"exit_code\":3}" + System.lineSeparator()), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help kv del", "help kv purge"})
  void shouldSayThatAMarkerIsWrittenEvenForNothing(String line) {
    assertEquals(ExitCode.DONE, run(line));

    assertTrue(shown().replaceAll("\\s+", " ").contains("even if the key is not there"), shown());
  }

  @Test
  void shouldSayWhatALockCannotDo() {
    assertEquals(ExitCode.DONE, run("help lock"));

    assertTrue(shown().contains("SIGKILL"), shown());
    assertTrue(shown().contains("fencing token"), shown());
  }

  private static int run(String line) {
    return Holdfast.run(line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
