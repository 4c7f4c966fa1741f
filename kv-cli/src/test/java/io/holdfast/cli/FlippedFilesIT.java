package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit of one file of a stopped server flips, and the server is started again: it refuses, or
 * has everything as it was. More flips: {@code -Dholdfast.flips=500}; others: {@code
 * -Dholdfast.flips.seed=N}.
 */
@Tag("G12")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class FlippedFilesIT {
  private static final int FLIPS = Integer.getInteger("holdfast.flips", 6);
  private static final long SEED = Long.getLong("holdfast.flips.seed", 1);

  /** What says that a process is alive, and means nothing once it is not. */
  private static final Set<String> OF_THE_PROCESS = Set.of("lock", "holder");

  /** Most of a segment is empty; two flips out of three fall before this byte. */
  private static final int BUSY_BYTES = 16 << 10;

  @TempDir Path directory;

  @Test
  void shouldRefuseToStartOrHaveEverythingAsItWas() throws Exception {
    Path data = directory.resolve("data");
    var puts = new AcknowledgedPuts(200);
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(
          server,
          bucket -> {
            for (int i = 0; i < 50; i++) {
              puts.put(bucket);
            }
          });
    }
    var random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      refused += refusesOrServes(flip(data, random), data, puts) ? 1 : 0;
    }
    System.out.printf("%d flips, %d starts refused, 0 wrong answers%n", FLIPS, refused);
    assertTrue(refused > 0, "none of " + FLIPS + " flips was found");
  }

  /** One bit of a file, until it is undone. */
  private record Flip(Path file, long position, int bit) {
    void turn() throws IOException {
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.seek(position);
        int before = open.read();
        open.seek(position);
        open.write(before ^ 1 << bit);
      }
    }
  }

  private static Flip flip(Path data, Random random) throws IOException {
    List<Path> files = files(data);
    Path file = files.get(random.nextInt(files.size()));
    long size = Files.size(file);
    long reach = random.nextInt(3) == 0 ? size : Math.min(size, BUSY_BYTES);
    return new Flip(file, random.nextLong(reach), random.nextInt(Byte.SIZE));
  }

  /** Whether the start was refused, by exit code and name of the file; else all is right. */
  private boolean refusesOrServes(Flip flip, Path data, AcknowledgedPuts puts) throws Exception {
    var before = Files.readAllBytes(flip.file());
    flip.turn();
    Path errors = directory.resolve("data.err");
    Files.deleteIfExists(errors);
    try (var server = ServerProcess.start(data, 0)) {
      AcknowledgedPuts.use(server, puts::check);
      return false;
    } catch (ServerProcess.DidNotStartException e) {
      assertEquals(ExitCode.LOCAL_FAULT, e.status(), flip + ": " + e.getMessage());
      String said = Files.readString(errors);
      assertTrue(said.contains(flip.file().getFileName().toString()), flip + ": " + said);
      Files.write(flip.file(), before);
      return true;
    }
  }

  private static List<Path> files(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !OF_THE_PROCESS.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
