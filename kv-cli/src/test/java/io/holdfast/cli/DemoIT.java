package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job, shorter: every check of the demo holds, and it says so. */
@Tag("G28")
class DemoIT {
  @Test
  @Timeout(value = 90, unit = TimeUnit.SECONDS)
  void shouldHoldEveryCheck() throws Exception {
    Process demo =
        new ProcessBuilder(ServerProcess.command("demo", "--workers", "3", "--rounds", "60"))
            .redirectErrorStream(true)
            .start();
    String shown = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, demo.waitFor(), shown);
    assertTrue(shown.contains("✓ the count is 180"), shown);
    assertInOrder(
        shown,
        "starting a durable server",
        "is listening on nats://",
        "starting 3 workers",
        ") holds the mutex for the first time",
        "worker-1 was killed",
        "worker-1 is started again",
        "took over after",
        "is killed (SIGKILL) in mid-run",
        "is back on the same data",
        "grants go on");
    assertTrue(shown.contains("was killed (SIGKILL) while it held the mutex"), shown);
    assertTrue(shown.contains("✓ tokens are strictly increasing"), shown);
    assertFalse(shown.contains("\tat "), shown);
  }

  private static void assertInOrder(String shown, String... parts) {
    int from = 0;
    for (String part : parts) {
      int at = shown.indexOf(part, from);
      assertTrue(at >= 0, "no '" + part + "' where it belongs:\n" + shown);
      from = at + part.length();
    }
  }

  @Test
  @Timeout(value = 90, unit = TimeUnit.SECONDS)
  void shouldLeaveNothingWhenItIsInterrupted(@TempDir Path temporary) throws Exception {
    var command = new ArrayList<>(ServerProcess.command("demo", "--rounds", "100000"));
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    Process demo = new ProcessBuilder(command).redirectErrorStream(true).start();
    var shown = new StringBuilder();
    try (var lines = demo.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        shown.append(line).append('\n');
        if (line.contains("starting 4 workers")) {
          // Not SIGINT, which a build in the background inherits as ignored.
          new ProcessBuilder("kill", "-TERM", "" + demo.pid()).start().waitFor();
        }
      }
    }

    assertEquals(128 + 15, demo.waitFor(), shown::toString);
    try (var left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList(), shown::toString);
    }
    assertFalse(shown.toString().contains("\tat "), shown::toString);
    assertFalse(shown.toString().contains("holdfast:"), shown::toString);
  }
}
