package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's contract, on a simulated disk and on the real one. */
class SegmentedLogTest {
  private static final long PATIENCE_SECONDS =
      30; // far beyond any sync; only a defect waits that long

  private final SimulatedDisk disk = new SimulatedDisk();

  private final Path folder;

  SegmentedLogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shouldGiveBackWhatWasAppendedAcrossSegmentsAndRestarts() {
    var log = LogFixture.open(disk);
    var model = LogModel.EMPTY;
    for (int i = 0; i < 20; i++) {
      var batch = LogFixture.batch(model.next(), 1 + i % 4, 40 * i);
      log.append(batch);
      model = model.append(batch);
    }
    assertTrue(model.matches(LogModel.of(log)));
    log.close();
    assertTrue(model.matches(LogModel.of(LogFixture.open(disk))));
  }

  @Test
  void shouldBeEmptyAtFirst() {
    var log = LogFixture.open(disk);
    assertEquals(1, log.firstIndex());
    assertEquals(0, log.lastIndex());
  }

  @Test
  void shouldTakeABatchLargerThanASegment() {
    var log = LogFixture.open(disk);
    log.append(LogFixture.batch(1, 2, 20_000));
    log.append(LogFixture.batch(3, 1, 10));
    var reopened = LogFixture.open(disk);
    assertEquals(3, reopened.lastIndex());
    assertArrayEquals(LogFixture.batch(2, 1, 20_000).get(0).data(), read(reopened, 2).data());
  }

  @Test
  void shouldReplaceWhatWasTruncatedAfter() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 60);
    log.truncateAfter(10);
    var replacement = new LogRecord(11, 99, 2, new byte[] {7});
    log.append(List.of(replacement));
    assertEquals(11, log.lastIndex());
    assertEquals(99, log.termAt(11));
    var reopened = LogFixture.open(disk);
    assertEquals(11, reopened.lastIndex());
    assertEquals(99, read(reopened, 11).term());
  }

  @Test
  void shouldDeleteSegmentsThatHoldNothingOfTheLog() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 90);
    int before = disk.files().size();
    log.truncateBefore(80);
    assertTrue(disk.files().size() < before, "still " + disk.files());
    assertEquals(80, log.firstIndex());
    assertEquals(80, LogFixture.open(disk).firstIndex());
  }

  @Test
  void shouldGoOnElsewhereAfterAReset() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 30);
    log.reset(1000);
    assertEquals(1000, log.firstIndex());
    assertEquals(999, log.lastIndex());
    log.append(LogFixture.batch(1000, 2, 10));
    log.truncateBefore(5000);
    assertEquals(5000, log.firstIndex());
    log.reset(7);
    log.append(LogFixture.batch(7, 1, 10));
    assertEquals(7, LogFixture.open(disk).lastIndex());
  }

  @Test
  void shouldVisitTheRecordsOfOneKindInOrder() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 30);
    log.truncateBefore(5);
    var found = new ArrayList<Long>();
    log.forEach(1, each -> found.add(each.index()));
    assertEquals(List.of(7L, 10L, 13L, 16L, 19L, 22L, 25L, 28L), found);
  }

  @Test
  void shouldRefuseIndexesThatDoNotFollow() {
    var log = LogFixture.open(disk);
    assertThrows(IllegalArgumentException.class, () -> log.append(LogFixture.batch(2, 1, 1)));
    log.append(LogFixture.batch(1, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> log.append(LogFixture.batch(3, 1, 1)));
    log.append(LogFixture.batch(4, 1, 1));
    assertEquals(4, LogFixture.open(disk).lastIndex());
  }

  /** G19: what a later release has written is refused by its version, not called damage. */
  @Test
  void shouldRefuseASegmentOfANewerFormat() {
    LogFixture.open(disk);
    var file = LogFixture.newest(disk);
    var header = ByteBuffer.wrap(disk.bytes(file));
    header.putInt(8, 2);
    Sector.seal(header, 0, -1, 0, 0);
    disk.damage(file, header.array());
    var error = assertThrows(DirectoryRefusedException.class, () -> LogFixture.open(disk));
    assertTrue(error.toString().contains("version 2"), error.toString());
  }

  @Test
  void shouldSyncOncePerBatch() {
    var log = LogFixture.open(disk);
    log.append(LogFixture.batch(1, 3, 1));
    disk.failSync(2);
    log.append(LogFixture.batch(4, 3, 1));
    var batch = LogFixture.batch(7, 3, 1);
    assertThrows(StorageFaultException.class, () -> log.append(batch));
  }

  @Test
  void shouldMarkTheLastBatchByItselfWhenIdle() throws Exception {
    try (var log = real(LogOptions.in(StorageScope.standalone()).segmentBytes(64 << 10))) {
      log.append(LogFixture.batch(1, 1, 10));
      var file = folder.resolve(SegmentHeader.fileName(1));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (Files.readAllBytes(file)[2 * Sector.BYTES + 3] != FrameKind.MARK.code) {
        assertTrue(System.nanoTime() < deadline, "no mark behind the first batch");
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldServeAnInterruptedThreadAndLeaveItInterrupted() {
    try (var log = real(LogOptions.in(StorageScope.standalone()).segmentBytes(64 << 10))) {
      log.append(LogFixture.batch(1, 3, 100));
      Thread.currentThread().interrupt();
      assertEquals(2, read(log, 2).index());
      log.append(LogFixture.batch(4, 1, 100));
      assertTrue(Thread.interrupted());
      assertEquals(4, read(log, 4).index());
    }
  }

  @Test
  void shouldServeReadersBesideTheAppenderAndTruncations() throws Exception {
    try (var log =
        real(
            LogOptions.in(StorageScope.standalone()).segmentBytes(64 << 10).fsync(Fsync.RELAXED))) {
      log.append(LogFixture.batch(1, 3, 100));
      var done = new AtomicBoolean();
      var reader = CompletableFuture.runAsync(() -> readUntil(log, done));
      for (int i = 0; i < 3000; i++) {
        log.append(LogFixture.batch(log.lastIndex() + 1, 2, 100));
        if (i % 100 == 50) {
          log.truncateAfter(log.lastIndex() - 1);
        }
        if (i % 200 == 150) {
          log.truncateBefore(log.lastIndex() - 20);
        }
      }
      done.set(true);
      reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void readUntil(SegmentedLog log, AtomicBoolean done) {
    while (!done.get()) {
      long first = log.firstIndex();
      for (long index = first; index <= log.lastIndex(); index++) {
        var found = log.read(index);
        if (found != null && found.index() != index) {
          throw new AssertionError("asked for " + index + ", got " + found);
        }
      }
    }
  }

  private SegmentedLog real(LogOptions options) {
    return SegmentedLog.open(folder, options);
  }

  private static LogRecord read(SegmentedLog log, long index) {
    var found = log.read(index);
    assertNotNull(found);
    return found;
  }
}
