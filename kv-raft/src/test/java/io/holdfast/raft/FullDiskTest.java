package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Fsync;
import io.holdfast.raft.storage.LogOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store whose log or content fills a small disk comes out of it by itself: snapshots find their
 * place, and the log is cut behind them. Nothing but the full disk makes it take snapshots here.
 */
@Tag("G15")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FullDiskTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final int SEGMENT_BYTES = LogOptions.SEGMENT_BYTES;
  private static final int CAPACITY = 5 * SEGMENT_BYTES;

  /** Lets one log entry grow larger than a segment. */
  private static final BatchLimits BATCHES =
      new BatchLimits(2048, 2 * SEGMENT_BYTES, 1, 16_384, 64 << 20, 1024, 4 << 20);

  private static final int VALUE_BYTES = MEBIBYTE / 2;

  private final SmallDisk disk = new SmallDisk(CAPACITY);
  private final List<Throwable> fatal = new ArrayList<>();
  private final Path folder;

  FullDiskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shouldCutALogThatFillsTheDiskAndTakeWritesOn() throws InterruptedException {
    long written = 0;
    try (var store = open()) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      while (written < 3L * CAPACITY / 2) {
        putUntilTaken(bucket, "key");
        written += VALUE_BYTES;
      }
      assertTrue(disk.used() < CAPACITY);
    }
    assertEquals(List.of(), fatal);
    try (var store = open()) {
      assertTrue(store.bucket("data").get("key").isPresent());
    }
  }

  @Test
  void shouldTakeWritesAgainOnceKeysAreDeleted() throws InterruptedException {
    try (var store = open()) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      int keys = fillWithKeys(bucket);
      assertTrue(keys > 10, "full after " + keys + " keys");

      for (int i = 1; i < keys; i++) {
        bucket.delete("key" + i);
      }
      putUntilTaken(bucket, "after");

      assertTrue(bucket.get("key0").isPresent());
      assertTrue(bucket.get("after").isPresent());
    }
    assertEquals(List.of(), fatal);
  }

  /** Somebody else takes the space that was left, and gives it back. */
  @Test
  void shouldTakeWritesAgainOnceOthersGiveSpaceBack() throws InterruptedException {
    try (var store = open()) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      putUntilTaken(bucket, "key0");
      disk.capacity(disk.used());
      fillWithKeys(bucket);
      assertTrue(bucket.get("key0").isPresent());
      bucket.delete("key0");

      disk.capacity(CAPACITY);
      putUntilTaken(bucket, "after");
    }
    assertEquals(List.of(), fatal);
  }

  /** An entry larger than what is left, which was taken in before anybody could know. */
  @Test
  void shouldAnswerWhatWaitsForSpaceAndRefuseEverythingElse() throws InterruptedException {
    disk.capacity(3 * SEGMENT_BYTES + MEBIBYTE);
    var faulty = new FaultyDisk(disk);
    try (var store = open(faulty, Fsync.SYNC)) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      var release = new CountDownLatch(1);
      faulty.holdSyncs(".segment", release);
      var before = store.submit(put("before"));
      faulty.awaitHeldSync();
      var waiting = new ArrayList<CompletableFuture<Outcome>>();
      for (int i = 0; i < 40; i++) {
        waiting.add(store.submit(put("key" + i)));
      }
      release.countDown();

      assertInstanceOf(Outcome.Written.class, before.join());
      for (var each : waiting) {
        var unknown = assertInstanceOf(IndeterminateException.class, failure(each));
        assertTrue(unknown.toString().contains("space"), unknown.toString());
      }
      assertThrows(UnavailableException.class, () -> bucket.delete("before"));
      assertTrue(bucket.get("before").isPresent());

      disk.capacity(3 * CAPACITY);
      putUntilTaken(bucket, "after");
      assertTrue(bucket.get("key39").isPresent(), "what had waited was thrown away");
    }
    assertEquals(List.of(), fatal);
  }

  private static Command put(String key) {
    return Command.Write.of("data", Operation.Put.of(key, Bytes.wrap(new byte[VALUE_BYTES])));
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    return Objects.requireNonNull(assertThrows(CompletionException.class, answer::join).getCause());
  }

  /** Puts one key after another for as long as refusals pass; the number of those that were put. */
  private static int fillWithKeys(Bucket bucket) throws InterruptedException {
    int refusedInTurn = 0;
    int keys = 0;
    while (refusedInTurn < 40) {
      try {
        bucket.put("key" + keys, Bytes.wrap(new byte[VALUE_BYTES]));
        keys++;
        refusedInTurn = 0;
      } catch (UnavailableException expected) {
        assertTrue(expected.toString().contains("space"), expected.toString());
        refusedInTurn++;
        bucket.delete("nothing"); // goes on, and takes about as long as a look at the disk
      }
    }
    return keys;
  }

  /** The test's own time-out bounds the wait. */
  private static void putUntilTaken(Bucket bucket, String key) throws InterruptedException {
    while (true) {
      try {
        bucket.put(key, Bytes.wrap(new byte[VALUE_BYTES]));
        return;
      } catch (UnavailableException stillFull) {
        assertTrue(stillFull.toString().contains("space"), stillFull.toString());
        Thread.sleep(1); // sees the interrupt of the time-out, which a refusal at once does not
      }
    }
  }

  private LocalStore open() {
    return open(disk, Fsync.RELAXED);
  }

  private LocalStore open(Disk on, Fsync fsync) {
    return DurableStore.open(
        DurableStoreOptions.at(folder)
            .disk(on)
            .fsync(fsync)
            .batches(BATCHES)
            .snapshotEvery(Long.MAX_VALUE, Long.MAX_VALUE)
            .onFatal(fatal::add)
            .build());
  }
}
