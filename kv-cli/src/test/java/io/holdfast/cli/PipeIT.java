package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.node.HoldfastNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command between other commands of a shell: {@code | head}, a closed standard input. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PipeIT {
  private static final Path LAUNCHER = Path.of("..", "holdfast").toAbsolutePath().normalize();

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endEverything() throws InterruptedException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldEndAWatchWhoseReaderHasEnded() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      var bucket = node.store().createBucket(BucketConfig.of("b"));
      Process shell = shell(node, "\"$@\" kv watch b | head -n 1; echo ${PIPESTATUS[0]}");
      bucket.put("key", "value-0");
      // A pipe breaks at the write after its reader's end, so writes go on until the shell is done.
      for (int i = 1; shell.isAlive(); i++) {
        bucket.put("key", "value-" + i);
        shell.waitFor(10, TimeUnit.MILLISECONDS);
      }
      String shown = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(shown.lines().findFirst().orElse("").contains("key = value-"), shown + errors());
      assertEquals("0", shown.lines().skip(1).findFirst().orElse(""), shown + errors());
      assertEquals("", errors());
    }
  }

  /** A script that writes keys to a full disk must not go on as if all were there. */
  @Test
  void shouldSayThatItsOutputCouldNotBeWritten() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      node.store().createBucket(BucketConfig.of("b")).put("k", Bytes.utf8("v"));
      for (String command :
          List.of("ls b", "ls", "get b k", "get b k --raw", "history b k", "ls b --json")) {
        Process shell = shell(node, "\"$@\" kv " + command + " >/dev/full");

        assertEquals(ExitCode.LOCAL_FAULT, shell.waitFor(), command + errors());
        assertEquals(
            "holdfast: standard output could not be written: No space left on device; the command itself did its work",
            errors().strip(),
            command);
      }
    }
  }

  @Test
  void shouldListToAReaderThatHasHadEnough() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      node.store().createBucket(BucketConfig.of("b")).put("k", Bytes.utf8("v"));
      Process shell = shell(node, "\"$@\" kv ls b | true; echo ${PIPESTATUS[0]}");

      assertEquals(
          "0", new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertEquals("", errors());
    }
  }

  @Test
  void shouldPassAValueOnByteForByte() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      node.store().createBucket(BucketConfig.of("b"));
      Process shell =
          shell(node, "printf 'a\\0\\377\\r' | \"$@\" kv put b k - && \"$@\" kv get b k --raw");
      byte[] shown = shell.getInputStream().readAllBytes();

      assertArrayEquals(new byte[] {'1', '\n', 'a', 0, (byte) 0xff, '\r'}, shown, errors());
    }
  }

  @Test
  void shouldSayThatStandardInputIsClosed() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      node.store().createBucket(BucketConfig.of("b"));

      assertEquals(ExitCode.USAGE, shell(node, LAUNCHER + " kv put b k - <&-").waitFor(), errors());
      assertTrue(errors().contains("holdfast: the value '-' means standard input"), errors());
    }
  }

  private Process shell(HoldfastNode node, String script) throws IOException {
    var command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(ServerProcess.command());
    var builder = new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile());
    builder.environment().put("HOLDFAST_URL", node.url().orElseThrow());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("errors"));
  }
}
