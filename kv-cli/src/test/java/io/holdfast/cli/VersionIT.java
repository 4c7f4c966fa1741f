package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command says which version it is: that of the build. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class VersionIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void shouldPrintTheVersionOfTheBuild() throws Exception {
    var version =
        Pattern.compile("<version>(.+?)</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertTrue(version.find());
    Process process = new ProcessBuilder(ROOT.resolve("holdfast").toString(), "--version").start();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals("holdfast " + version.group(1) + "\n", shown);
  }
}
