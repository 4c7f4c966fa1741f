package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./holdfast lock NAME -- COMMAND} as people run it: from shells, through the launcher. */
@Tag("G28")
@Tag("G29")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LockCommandIT {
  private static final Path LAUNCHER = Path.of("..", "holdfast").toAbsolutePath().normalize();

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();
  private ServerProcess server;

  @BeforeEach
  void startServer() throws IOException {
    server = ServerProcess.start(directory.resolve("data"), 0);
  }

  @AfterEach
  void stopEverything() throws Exception {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    server.close();
  }

  @Test
  void shouldSerialiseThreeShellsAndPrintGrowingTokens() throws Exception {
    Path log = directory.resolve("log");
    String command =
        "echo begin $HOLDFAST_FENCING_TOKEN >>"
            + log
            + "; sleep 0.3; echo end $HOLDFAST_FENCING_TOKEN >>"
            + log;
    List<Process> shells = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      shells.add(lock("deploy", "--ttl", "5s", "--", "sh", "-c", command));
    }
    for (Process shell : shells) {
      assertEquals(0, shell.waitFor(), () -> errors(shell));
    }

    List<String> lines = Files.readAllLines(log);
    assertEquals(6, lines.size(), lines::toString);
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 6; i += 2) {
      String token = lines.get(i).substring("begin ".length());
      assertEquals("end " + token, lines.get(i + 1), "two commands ran at once: " + lines);
      tokens.add(token);
    }
    assertEquals(tokens.stream().sorted().distinct().toList(), tokens, "tokens do not grow");
  }

  @Test
  void shouldEndTheCommandBeforeAnotherCanHoldWhenTheServerIsUnreachable() throws Exception {
    Path beats = directory.resolve("beats");
    Path other = directory.resolve("other");
    String beat = "trap '' TERM; echo up; while :; do date +%s%N >>" + beats + "; sleep 0.02; done";
    Process first = lock("deploy", "--ttl", "2s", "--", "sh", "-c", beat);
    assertEquals("up", firstLine(first), () -> errors(first));
    Process second = lock("deploy", "--ttl", "2s", "--", "sh", "-c", "date +%s%N >" + other);

    server.pause();
    assertEquals(ExitCode.LOST, first.waitFor(), () -> errors(first));
    assertFalse(Files.exists(other), "another held the lock while the server could grant nothing");
    server.resume();
    assertEquals(0, second.waitFor(), () -> errors(second));

    List<String> lines = Files.readAllLines(beats);
    long lastBeat = Long.parseLong(lines.get(lines.size() - 1));
    long granted = Long.parseLong(Files.readString(other).strip());
    assertTrue(
        lastBeat < granted,
        "the command ran on until " + lastBeat + ", another held at " + granted);
  }

  @Test
  void shouldExitWithTheStatusOfTheCommand() throws Exception {
    assertEquals(42, lock("a", "--", "sh", "-c", "exit 42").waitFor());
    assertEquals(128 + 9, lock("a", "--", "sh", "-c", "kill -9 $$").waitFor());
  }

  @Test
  void shouldRefuseAtOnceAndNameTheHolderWhenTheLockIsNotFree() throws Exception {
    Process holder = lock("busy", "--", "sh", "-c", "echo $HOLDFAST_FENCING_TOKEN; exec sleep 60");
    String token = firstLine(holder);
    String named = "holds it with fencing token " + token;
    Process refused = lock("busy", "--try", "--", "true");
    Process waits = lock("busy", "--wait", "2s", "--conflict-exit-code", "75", "--", "true");

    assertEquals(ExitCode.REFUSED, refused.waitFor());
    assertTrue(errors(refused).contains(named), errors(refused));
    assertEquals(75, waits.waitFor());
    List<String> told = errors(waits).lines().toList();
    assertEquals(2, told.size(), told::toString);
    assertTrue(
        told.get(0).startsWith("holdfast: waiting for lock 'busy': ")
            && told.get(0).endsWith(named),
        told::toString);
  }

  @Test
  void shouldEndTheCommandAndFreeTheLockOnSigterm() throws Exception {
    Process holder = lock("term", "--ttl", "60s", "--", "sh", "-c", "echo $$; exec sleep 60");
    long child = Long.parseLong(firstLine(holder));
    holder.destroy();

    assertEquals(128 + 15, holder.waitFor());
    assertFalse(runs(child), "the command still runs");
    assertFalse(errors(holder).contains("Exception"), errors(holder));
    assertEquals(0, lock("term", "--wait", "10s", "--", "true").waitFor());
  }

  /**
   * The child dies of TERM at once; its own child has no parent then and goes on to its next step.
   */
  @Test
  void shouldEndWhatTheCommandStartedEvenWhenItsParentIsGone() throws Exception {
    String orphan = "trap '' TERM; echo $$; while :; do sleep 0.05; done";
    Process holder =
        lock(
            "orphan",
            "--ttl",
            "2s",
            "--",
            "sh",
            "-c",
            "sh -c \"" + orphan.replace("$", "\\$") + "\"; true");
    long grandchild = Long.parseLong(firstLine(holder));
    server.pause();

    assertEquals(ExitCode.LOST, holder.waitFor(), () -> errors(holder));
    assertFalse(runs(grandchild), "an orphan still runs");
    server.resume();
  }

  @Test
  void shouldReportALossThatItSleptThrough() throws Exception {
    Path go = directory.resolve("go");
    Process sleeper =
        lock(
            "slept",
            "--ttl",
            "2s",
            "--",
            "sh",
            "-c",
            "echo up; while [ ! -e " + go + " ]; do sleep 0.05; done");
    assertEquals("up", firstLine(sleeper), () -> errors(sleeper));
    signal("STOP", sleeper);
    assertEquals(0, lock("slept", "--ttl", "2s", "--wait", "20s", "--", "true").waitFor());
    Files.writeString(go, "");
    signal("CONT", sleeper);

    assertEquals(ExitCode.LOST, sleeper.waitFor(), () -> errors(sleeper));
  }

  /**
   * Whether a process still executes; one that has ended and was not yet collected by its parent
   * does not.
   */
  private static boolean runs(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String fields = Files.readString(stat);
      return fields.charAt(fields.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    assertEquals(
        0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
  }

  private Process lock(String name, String... rest) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of(LAUNCHER.toString(), "lock", "--url", server.url(), name));
    command.addAll(List.of(rest));
    Process process =
        new ProcessBuilder(command)
            .redirectError(directory.resolve("errors-" + started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private String errors(Process process) {
    try {
      return Files.readString(directory.resolve("errors-" + started.indexOf(process)));
    } catch (IOException e) {
      return "no standard error: " + e;
    }
  }

  /** The first line that the command printed; null when it ended without one. */
  private static String firstLine(Process process) throws IOException {
    return String.valueOf(new BufferedReader(process.inputReader()).readLine());
  }
}
