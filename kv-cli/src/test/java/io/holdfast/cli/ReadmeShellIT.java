package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Types what the README says under "From a shell", line by line. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReadmeShellIT {
  @TempDir Path directory;

  @Test
  void shouldDoWhatTheReadmeSaysInAShell() throws Exception {
    List<String> lines = DocumentedCommands.block(Path.of("..", "README.md"), "./holdfast kv add");
    script(
        "holdfast",
        "exec " + String.join(" ", ServerProcess.command()).replace("$", "\\$") + " \"$@\"");
    String said = "";
    try (var server = ServerProcess.start(directory.resolve("data"), 0)) {
      for (String line : lines) {
        var process = shell(line, server.url());
        if (line.contains(" kv watch ")) {
          String seen = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
          assertTrue(seen.contains("limits.parallel") && seen.contains("16"), seen);
          process.destroy();
          process.waitFor();
        } else {
          assertTrue(process.waitFor(60, TimeUnit.SECONDS), line + " has not ended within 60 s");
          assertEquals(0, process.exitValue(), line + "\n" + Files.readString(errors()));
          said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }

    assertTrue(said.matches("deploying with token \\d+[-.]?\\d*\\s+"), said);
  }

  private Process shell(String line, String url) throws IOException {
    var builder = new ProcessBuilder("bash", "-c", "exec " + line.replaceAll("\\s+#.*", ""));
    builder.environment().put("HOLDFAST_URL", url);
    return builder
        .directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
        .start();
  }

  private Path errors() {
    return directory.resolve("errors");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/usr/bin/env bash\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }
}
