package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./holdfast lock NAME -- COMMAND} as people run it: from shells, through the launcher. */
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
    String beat = "trap '' TERM; while :; do date +%s%N >>" + beats + "; sleep 0.02; done";
    Process first = lock("deploy", "--ttl", "2s", "--", "sh", "-c", beat);
    awaitContent(beats);
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
  void shouldRefuseAtOnceWhenTheLockIsNotFree() throws Exception {
    Path beats = directory.resolve("beats");
    lock("busy", "--", "sh", "-c", "echo up >" + beats + "; exec sleep 60");
    awaitContent(beats);

    assertEquals(ExitCode.REFUSED, lock("busy", "--try", "--", "true").waitFor());
  }

  @Test
  void shouldEndTheCommandAndFreeTheLockOnSigterm() throws Exception {
    Path beats = directory.resolve("beats");
    Process holder =
        lock("term", "--ttl", "60s", "--", "sh", "-c", "echo $$ >" + beats + "; exec sleep 60");
    awaitContent(beats);
    long child = Long.parseLong(Files.readString(beats).strip());
    holder.destroy();

    assertEquals(128 + 15, holder.waitFor());
    assertFalse(
        ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false),
        "the command still runs");
    assertEquals(0, lock("term", "--wait", "10s", "--", "true").waitFor());
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

  /** Looks until the file has content; bounded by the test's time-out. */
  private static void awaitContent(Path file) throws IOException {
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.onSpinWait();
    }
  }
}
