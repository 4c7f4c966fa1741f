package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server on a small file system of its own that is full (guarantee G15). Mounting one needs
 * root; skipped where that is refused.
 */
@Tag("G15")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FullFileSystemIT {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path directory;
  private Path mounted = Path.of("");

  @BeforeEach
  void mount() throws Exception {
    mounted = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=96m,mode=0700", "tmpfs", mounted.toString()) == 0,
        "a file system of its own can be mounted by root only, and where mounting is allowed");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", mounted.toString());
  }

  @Test
  void shouldRefuseWritesWhileFullAndTakeThemAgainWithoutARestart() throws Exception {
    Path data = mounted.resolve("data");
    Path others = mounted.resolve("others");
    fill(others, 24 * MEBIBYTE);
    var puts = new AcknowledgedPuts(MEBIBYTE / 2);
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(
          server,
          bucket -> {
            var refused = puts.putUntilFailure(bucket, 400);
            assertTrue(refused.toString().contains("space"), refused.toString());
            puts.check(bucket);
            puts.delete(bucket, "k0");

            assertTrue(others.toFile().delete());
            putUntilTaken(puts, bucket);
            puts.check(bucket);
          });
      server.kill();
    }
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.look(server, puts::check);
    }
  }

  /** Others take the very last byte, and the server is killed and started again in that state. */
  @Test
  void shouldServeReadsOnAFileSystemWithoutASingleByteLeft() throws Exception {
    Path data = mounted.resolve("data");
    var puts = new AcknowledgedPuts(1000);
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(
          server,
          bucket -> {
            for (int i = 0; i < 20; i++) {
              puts.put(bucket);
            }
            fill(mounted.resolve("others"), 96 * MEBIBYTE);
            puts.check(bucket);
          });
      server.kill();
    }
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.look(server, puts::check);
    }
  }

  /** The test's time-out bounds the wait. */
  private static void putUntilTaken(AcknowledgedPuts puts, Bucket bucket)
      throws InterruptedException {
    while (true) {
      try {
        puts.put(bucket);
        return;
      } catch (UnavailableException stillFull) {
        assertTrue(stillFull.toString().contains("space"), stillFull.toString());
      }
    }
  }

  /** Writes so many bytes, or as many as there is space for. */
  private static void fill(Path file, long bytes) {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var zeros = ByteBuffer.allocate(4096);
      for (long at = 0; at < bytes; at += channel.write(zeros.clear())) {
        // The next piece.
      }
    } catch (IOException full) {
      assertTrue(String.valueOf(full.getMessage()).contains("space"), full.toString());
    }
  }

  private static int run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }
}
