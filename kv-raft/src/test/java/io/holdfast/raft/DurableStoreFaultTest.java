package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.storage.Fsync;
import io.holdfast.raft.storage.StorageFaultException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("G6")
@Tag("G8")
@Tag("G15")
@Tag("G16")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DurableStoreFaultTest {
  private static final int HALF_MEBIBYTE = 512 << 10;

  private final Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final ArrayList<Throwable> fatal = new ArrayList<>();

  DurableStoreFaultTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Guarantee G8. */
  @Test
  void shouldAcknowledgeNothingBeforeItsSync() throws InterruptedException {
    try (var store = open(Fsync.SYNC)) {
      store.createBucket(BucketConfig.of("data"));
      var release = new CountDownLatch(1);
      disk.holdSyncs(release);

      var write = store.submit(put("key", "value"));
      // An acknowledgement without a sync would come long before a round through the whole log.
      store.readBarrier().join();
      assertFalse(write.isDone(), "acknowledged although the sync has not returned");

      release.countDown();
      assertInstanceOf(Outcome.Written.class, write.join());
    }
  }

  /** Guarantee G8: many commands share a sync. */
  @Test
  void shouldShareASyncAmongCommandsThatCameTogether() throws InterruptedException {
    try (var store = open(Fsync.SYNC)) {
      store.createBucket(BucketConfig.of("data"));
      var release = new CountDownLatch(1);
      disk.holdSyncs(release);
      var writes = new ArrayList<CompletableFuture<Outcome>>();
      for (int i = 0; i < 1000; i++) {
        writes.add(store.submit(put("key" + i, "value")));
      }
      long before = disk.syncs();

      release.countDown();
      writes.forEach(CompletableFuture::join);

      long syncs = disk.syncs() - before;
      assertTrue(syncs <= 20, syncs + " syncs for 1000 commands that waited together");
    }
  }

  /** The snapshot finds the files closed when its disk answers at last. */
  @Test
  void shouldNotTakeACloseDuringASnapshotForAFault() throws InterruptedException {
    var threads = Executors.newCachedThreadPool();
    var release = new CountDownLatch(1);
    try (var scheduler = ThreadScheduler.on("test", threads)) {
      var options =
          DurableStoreOptions.at(folder)
              .disk(disk)
              .scheduler(scheduler)
              .snapshotEvery(1 << 20, 5)
              .onFatal(fatal::add)
              .build();
      try (var store = DurableStore.open(options, opener())) {
        store.createBucket(BucketConfig.of("data"));
        disk.holdSyncs("draft.tmp", release);
        for (int i = 0; i < 5; i++) {
          store.submit(put("key" + i, "value")).join();
        }
        disk.awaitHeldSync();
      }
    } finally {
      release.countDown();
    }

    threads.shutdown();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS), "the snapshot goes on for ever");
    assertEquals(List.of(), fatal);
    try (var store = open(Fsync.SYNC)) {
      assertTrue(store.bucket("data").get("key4").isPresent());
    }
  }

  /** Guarantee G16. */
  @Test
  void shouldStopInsideTheFailingSyncAndSayWhy() throws InterruptedException {
    var answeredWhenTold = new AtomicBoolean();
    var writes = new CopyOnWriteArrayList<CompletableFuture<Outcome>>();
    var options =
        DurableStoreOptions.at(folder)
            .disk(disk)
            .onFatal(
                cause -> {
                  fatal.add(cause);
                  answeredWhenTold.set(writes.get(0).isDone());
                })
            .build();
    try (var store = DurableStore.open(options, opener())) {
      store.createBucket(BucketConfig.of("data"));
      store.submit(put("kept", "value")).join();
      var release = new CountDownLatch(1);
      disk.holdSyncs(release);
      writes.add(store.submit(put("lost", "value")));
      disk.failSyncs();
      release.countDown();

      assertInstanceOf(IndeterminateException.class, failure(writes.get(0)));
      assertInstanceOf(StorageFaultException.class, fatal.get(0));
      assertFalse(answeredWhenTold.get(), "answered before the owner could end the process");
      var later = failure(store.submit(put("later", "value")));
      assertInstanceOf(UnavailableException.class, later);
      assertTrue(later.toString().contains("sync"), later.toString());
      assertEquals(1, fatal.size());
    }

    try (var store = DurableStore.open(DurableStoreOptions.at(folder).build(), opener())) {
      assertTrue(store.bucket("data").get("kept").isPresent());
      assertFalse(store.bucket("data").get("later").isPresent());
    }
  }

  /** Guarantee G15. */
  @Test
  void shouldRefuseWritesAndServeReadsUntilTheDiskHasSpaceAgain() throws InterruptedException {
    try (var store = open(Fsync.RELAXED)) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      var value = new byte[HALF_MEBIBYTE];
      bucket.put("key", Bytes.wrap(value));
      disk.full(true);

      fillUntilRefused(bucket, value);

      assertArrayEquals(value, bucket.get("key").orElseThrow().value().toArray());
      bucket.delete("key");
      disk.full(false);
      putUntilTaken(bucket, value);
      assertTrue(bucket.get("key").isPresent());
      assertEquals(0, fatal.size());
    }
    try (var store = open(Fsync.RELAXED)) {
      assertTrue(store.bucket("data").get("key").isPresent());
    }
  }

  private static void fillUntilRefused(Bucket bucket, byte[] value) throws InterruptedException {
    while (true) {
      try {
        bucket.put("key", Bytes.wrap(value));
      } catch (UnavailableException expected) {
        assertTrue(expected.toString().contains("space"), expected.toString());
        return;
      }
    }
  }

  /** The log looks for space several times a second; the test's own time-out bounds the wait. */
  private static void putUntilTaken(Bucket bucket, byte[] value) throws InterruptedException {
    while (true) {
      try {
        bucket.put("key", Bytes.wrap(value));
        return;
      } catch (UnavailableException stillFull) {
        Thread.sleep(1); // sees the interrupt of the time-out, which a refusal at once does not
      }
    }
  }

  private LocalStore open(Fsync fsync) {
    return DurableStore.open(
        DurableStoreOptions.at(folder).disk(disk).fsync(fsync).onFatal(fatal::add).build(),
        opener());
  }

  /** How the group is joined. */
  ConsensusGroup.Opener opener() {
    return ConsensusGroup::open;
  }

  private static Command put(String key, String value) {
    return Command.Write.of("data", Operation.Put.of(key, Bytes.utf8(value)));
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    var thrown = assertThrows(CompletionException.class, answer::join);
    return Objects.requireNonNull(thrown.getCause());
  }
}
