package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server whose system calls fail, or do not return, by the hand of strace. Skipped where
 * there is none, or where it may not look into processes.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FailingDiskIT {
  /** Of one thread: enough for it to have acknowledged something before. */
  private static final int FAILING_SYNC = 25;

  @TempDir Path directory;

  /** One sync fails, and the next one would succeed: nobody may try it. */
  @Test
  @Tag("G16")
  void shouldEndAtTheFirstFailedSyncAndHaveEverythingAcknowledged() throws Exception {
    var puts = new AcknowledgedPuts(100);
    Path data = directory.resolve("data");
    try (var server = start(data, "fdatasync:error=EIO:when=" + FAILING_SYNC)) {
      AcknowledgedPuts.use(server, bucket -> puts.putUntilFailure(bucket, 5000));

      assertEnded(server, "its storage failed");
    }
    assertTrue(puts.count() > 0, "nothing was acknowledged before");
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(server, puts::check);
    }
  }

  @Test
  @Tag("G17")
  void shouldNameASyncThatDoesNotReturnAndEnd() throws Exception {
    var puts = new AcknowledgedPuts(100);
    Path data = directory.resolve("data");
    String hang = "fdatasync:delay_enter=4000000:when=" + FAILING_SYNC;
    try (var server = start(data, hang, "--hung-disk-after", "1s")) {
      AcknowledgedPuts.use(server, bucket -> puts.putUntilFailure(bucket, 5000));

      assertEnded(server, "the disk hangs: the sync of");
    }
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(server, puts::check);
    }
  }

  private void assertEnded(ServerProcess server, String said) throws Exception {
    int status = server.awaitEnd(Duration.ofSeconds(30));
    String errors = Files.readString(directory.resolve("data.err"));
    assertEquals(ExitCode.LOCAL_FAULT, status, errors);
    assertTrue(errors.contains(said), errors);
  }

  private static ServerProcess start(Path data, String fault, String... options)
      throws IOException, InterruptedException {
    var strace =
        List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "inject=" + fault);
    assumeTrue(works(strace), "no strace here that may look into processes");
    return ServerProcess.startUnder(strace, data, 0, options);
  }

  private static boolean works(List<String> strace) throws InterruptedException {
    var command = new java.util.ArrayList<>(strace);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
