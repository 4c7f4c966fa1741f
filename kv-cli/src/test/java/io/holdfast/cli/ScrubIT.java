package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running server finds damage to its files by itself, and ends (guarantee G12). */
@Tag("G12")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScrubIT {
  @TempDir Path directory;

  @Test
  void shouldEndWithTheFileAndTheRemedyWhenAFileIsDamagedUnderItsHands() throws Exception {
    Path data = directory.resolve("data");
    try (var server = ServerProcess.start(data, 0, "--scrub-every", "100ms")) {
      Path vote = data.resolve("vote").resolve("vote");
      try (var file = new RandomAccessFile(vote.toFile(), "rw")) {
        file.seek(25);
        int before = file.read();
        file.seek(25);
        file.write(before ^ 1);
      }

      int status = server.awaitEnd(Duration.ofSeconds(30));

      String errors = Files.readString(directory.resolve("data.err"));
      assertEquals(ExitCode.LOCAL_FAULT, status, errors);
      assertTrue(errors.contains(vote.toString()), errors);
      assertTrue(errors.contains("offset"), errors);
      assertTrue(errors.contains("holdfast doctor"), errors);
    }
  }
}
