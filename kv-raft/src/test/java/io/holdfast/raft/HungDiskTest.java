package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.storage.StorageFaultException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that answers late, and one that does not answer at all, in virtual time. */
@Tag("G17")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HungDiskTest {
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration HUNG = Duration.ofSeconds(20);

  /** Calls are looked at four times in the slow limit. */
  private static final Duration STEP = SLOW.dividedBy(4);

  private final Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final CountDownLatch release = new CountDownLatch(1);
  private final SteppedScheduler scheduler = new SteppedScheduler();
  private final List<Throwable> fatal = new ArrayList<>();
  private final List<StalledCall> stalled = new ArrayList<>();

  HungDiskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() {
    release.countDown();
    scheduler.close();
  }

  @Test
  void shouldNameASlowSyncOnceAndGoOnWhenItReturns() {
    try (var store = open()) {
      var write = writeThatHangs(store);

      scheduler.advance(SLOW.minus(STEP));
      assertEquals(List.of(), stalled);
      scheduler.advance(HUNG.minus(SLOW).minus(STEP));

      assertEquals(1, stalled.size(), stalled.toString());
      assertEquals("sync", stalled.get(0).what());
      assertTrue(stalled.get(0).file().toString().endsWith(".segment"), stalled.toString());
      assertFalse(write.isDone(), "acknowledged although the sync has not returned");

      release.countDown();
      assertInstanceOf(Outcome.Written.class, write.join());
      scheduler.advance(HUNG.multipliedBy(2));
      assertEquals(List.of(), fatal);
    }
  }

  @Test
  void shouldEndTheStoreWhenASyncDoesNotReturnWithinTheLimit() {
    try (var store = open()) {
      var write = writeThatHangs(store);

      scheduler.advance(HUNG.plus(STEP));

      assertEquals(1, fatal.size());
      assertInstanceOf(StorageFaultException.class, fatal.get(0));
      String said = fatal.get(0).toString();
      assertTrue(said.contains("sync of ") && said.contains(".segment"), said);
      assertInstanceOf(IndeterminateException.class, failure(write));
      assertInstanceOf(UnavailableException.class, failure(store.submit(put("later"))));
      scheduler.advance(HUNG);
      assertEquals(1, fatal.size(), "told once");

      release.countDown();
    }
  }

  /** The disk may have answered long ago: a process that was stopped cannot tell. */
  @Test
  void shouldNotChargeAPauseOfTheProcessToTheDisk() {
    try (var store = open()) {
      var write = writeThatHangs(store);

      scheduler.skip(Duration.ofHours(1));
      scheduler.advance(STEP);
      assertEquals(List.of(), fatal);

      release.countDown();
      assertInstanceOf(Outcome.Written.class, write.join());
    }
  }

  @Test
  void shouldEndAStoreWhoseDiskHangsWhileItOpens() {
    disk.holdSyncs(release);
    var opening = CompletableFuture.supplyAsync(this::openNow, scheduler);
    disk.awaitHeldSync();

    scheduler.advance(HUNG.plus(STEP));

    assertEquals(1, fatal.size());
    assertInstanceOf(StorageFaultException.class, fatal.get(0));
    assertFalse(opening.isDone());
    release.countDown();
    opening.handle((store, failure) -> store).thenAccept(HungDiskTest::closeIfOpen).join();
  }

  private static void closeIfOpen(@org.jspecify.annotations.Nullable LocalStore store) {
    if (store != null) {
      store.close();
    }
  }

  private CompletableFuture<Outcome> writeThatHangs(LocalStore store) {
    disk.holdSyncs(release);
    var write = store.submit(put("key"));
    disk.awaitHeldSync();
    return write;
  }

  private LocalStore open() {
    var store = openNow();
    try {
      store.createBucket(BucketConfig.of("data"));
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this test", e);
    }
    return store;
  }

  private LocalStore openNow() {
    return DurableStore.open(
        DurableStoreOptions.at(folder)
            .disk(disk)
            .scheduler(scheduler)
            .diskLimits(new DiskLimits(SLOW, HUNG))
            .listener(
                new StorageListener() {
                  @Override
                  public void stalled(StalledCall call) {
                    stalled.add(call);
                  }
                })
            .onFatal(fatal::add)
            .build());
  }

  private static Command put(String key) {
    return Command.Write.of("data", Operation.Put.of(key, Bytes.utf8("value")));
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    return java.util.Objects.requireNonNull(
        assertThrows(CompletionException.class, answer::join).getCause());
  }
}
