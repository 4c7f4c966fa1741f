package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    assertTrue(shown.contains("was killed (SIGKILL) while it held the mutex"), shown);
    assertTrue(shown.contains("✓ tokens are strictly increasing"), shown);
  }
}
