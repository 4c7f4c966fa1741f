package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.storage.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee G12 on a live store: its files are verified again and again, in virtual time. */
@Tag("G12")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BackgroundScrubTest {
  private static final Duration PERIOD = Duration.ofMinutes(10);
  private static final long RATE = 1 << 20;
  private static final int ENTRIES = 20;
  private static final Duration LONG_ENOUGH = PERIOD.plusMinutes(2);

  private final Path folder;
  private final SteppedScheduler scheduler = new SteppedScheduler();
  private final ArrayList<Throwable> fatal = new ArrayList<>();
  private final ArrayList<ScrubReport> reports = new ArrayList<>();
  private final CountDownLatch snapshotTaken = new CountDownLatch(1);

  BackgroundScrubTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() {
    scheduler.close();
  }

  @Test
  void shouldVerifyEverythingOncePerPeriodAtTheRateThatIsAllowed() throws Exception {
    try (var store = open()) {
      store.createBucket(BucketConfig.of("data")).put("key", Bytes.utf8("value"));

      scheduler.advance(PERIOD.minusMillis(1));
      assertEquals(List.of(), reports);
      scheduler.advance(Duration.ofMinutes(2));
      assertEquals(1, reports.size());
      var report = reports.get(0);
      assertEquals(3, report.files(), "identity, vote and a segment");
      assertTrue(report.bytes() > 16 << 20, report.toString());
      var atLeast = Duration.ofMillis(1000 * report.bytes() / RATE);
      assertTrue(report.took().compareTo(atLeast.minusSeconds(1)) > 0, report.toString());

      scheduler.advance(PERIOD.plus(report.took()));
      assertEquals(2, reports.size());
      assertEquals(List.of(), fatal);
    }
  }

  @Test
  void shouldStopTheStoreWhenALogSegmentIsDamaged() throws Exception {
    shouldStopAfterDamageTo("log", 512 + 100);
  }

  @Test
  void shouldStopTheStoreWhenTheUnusedEndOfTheLogIsDamaged() throws Exception {
    shouldStopAfterDamageTo("log", (16 << 20) - 1);
  }

  @Test
  void shouldStopTheStoreWhenTheVoteIsDamaged() throws Exception {
    shouldStopAfterDamageTo("vote", 30);
  }

  @Test
  void shouldStopTheStoreWhenASnapshotIsDamaged() throws Exception {
    shouldStopAfterDamageTo("snapshots", 90);
  }

  @Test
  void shouldStopTheStoreWhenTheIdentityIsDamaged() throws Exception {
    shouldStopAfterDamageTo("identity", 30);
  }

  private void shouldStopAfterDamageTo(String part, int offset) throws Exception {
    try (var store = open()) {
      Bucket bucket = store.createBucket(BucketConfig.of("data"));
      takeOneSnapshot(bucket);
      Path file = theFileOf(part);
      flip(file, offset);

      scheduler.advance(LONG_ENOUGH);

      assertEquals(1, fatal.size(), "the owner is told once: " + fatal);
      var damage = assertInstanceOf(DamagedFileException.class, fatal.get(0));
      assertEquals(file, damage.file());
      assertRefused(file, () -> bucket.put("key", Bytes.utf8("later")));
      assertRefused(file, () -> bucket.get("key"));
      assertEquals(List.of(), reports);
    }
  }

  private static void assertRefused(Path file, Call call) {
    String refusal = assertThrows(UnavailableException.class, call::run).toString();
    assertTrue(refusal.contains(file.toString()), refusal);
    assertTrue(refusal.contains("offset"), refusal);
  }

  @Test
  void shouldVerifyNothingOnceTheStoreIsClosed() throws Exception {
    var store = open();
    store.createBucket(BucketConfig.of("data"));
    scheduler.advance(PERIOD.plusSeconds(2)); // in the middle of a pass
    store.close();
    flip(theFileOf("log"), (16 << 20) - 1);

    scheduler.advance(LONG_ENOUGH);

    assertEquals(List.of(), fatal);
    assertEquals(List.of(), reports);
  }

  @Test
  void shouldRefuseAPeriodOrARateThatMakesNoSense() {
    assertThrows(InvalidArgumentException.class, () -> ScrubOptions.DEFAULT.every(Duration.ZERO));
    assertThrows(InvalidArgumentException.class, () -> new ScrubOptions(PERIOD, 0));
  }

  private interface Call {
    void run() throws InterruptedException;
  }

  private LocalStore open() {
    return DurableStore.open(
        DurableStoreOptions.at(folder)
            .scheduler(scheduler)
            .diskLimits(SteppedScheduler.ANY_DISK)
            .snapshotEvery(Long.MAX_VALUE, ENTRIES)
            .scrub(new ScrubOptions(PERIOD, RATE))
            .listener(
                new StorageListener() {
                  @Override
                  public void scrubbed(ScrubReport report) {
                    reports.add(report);
                  }

                  @Override
                  public void snapshotTaken(SnapshotReport report) {
                    snapshotTaken.countDown();
                  }
                })
            .onFatal(fatal::add)
            .build());
  }

  /**
   * Enough for one, written elsewhere. A file under its final name is not enough: it is read once
   * more before it counts. The test's time-out bounds the wait.
   */
  private void takeOneSnapshot(Bucket bucket) throws Exception {
    for (int i = 0; i < ENTRIES + ENTRIES / 2; i++) {
      bucket.put("key", Bytes.utf8("value"));
    }
    snapshotTaken.await();
  }

  private Path theFileOf(String part) throws IOException {
    var file = folder.resolve(part);
    return Files.isDirectory(file) ? files(part).get(0) : file;
  }

  private List<Path> files(String part) throws IOException {
    try (var found = Files.list(folder.resolve(part))) {
      return found.filter(each -> !each.toString().endsWith(".tmp")).toList();
    }
  }

  private static void flip(Path file, int offset) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      assertFalse(one.hasRemaining());
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), offset);
    }
  }
}
