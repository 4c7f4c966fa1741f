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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read who mistype a command line or ask for help; no server is needed for that. */
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
        "server --port x | '--port': 'x' is not a whole number | holdfast help server",
        "server --port 99999999999 | is out of range: the largest is 2147483647 | holdfast help server",
        "kv add b --max-bytes 9999999999999999999 | out of range | holdfast help kv add",
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
        "server --memory --data d | choose one",
        "server --port 65536 --memory | port must be 0 to 65535",
        "server --memory --port 0 --host= | host is empty",
        "server --memory --scrub-every 0s | a scrub every 0s",
        "lock a --try --wait 5s -- true | choose one",
        "lock a --wait 0s -- true | --wait must be longer than 0s and at most 365d, got 0s",
        "lock a --wait 999999999d -- true | got 999999999d",
        "kv watch b --history --updates | choose one",
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
