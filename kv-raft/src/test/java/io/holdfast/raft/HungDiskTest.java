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
import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.StorageFaultException;
import io.holdfast.raft.storage.WatchedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private final Gate gate = new Gate();
  private Path file = Path.of("none");
  private @Nullable DiskFile opened;
  private final SteppedScheduler scheduler = new SteppedScheduler();
  private final List<Throwable> fatal = new ArrayList<>();
  private final List<StalledCall> stalled = new ArrayList<>();
  private final LogText said = new LogText();

  /** Holds syncs back; closes before the store does, so that a test that fails ends. */
  private final class Gate implements AutoCloseable {
    private final CountDownLatch open = new CountDownLatch(1);

    /** Returns once a sync waits. */
    CompletableFuture<Outcome> holdBack(LocalStore store) {
      disk.holdSyncs(".segment", open);
      var write = store.submit(put("key"));
      disk.awaitHeldSync();
      return write;
    }

    /** The same for the one file of a test without a store. */
    CompletableFuture<Void> holdBackSync() {
      disk.holdSyncs(open);
      var sync = CompletableFuture.runAsync(HungDiskTest.this::syncFile, scheduler);
      disk.awaitHeldSync();
      return sync;
    }

    void letGo() {
      open.countDown();
    }

    @Override
    public void close() {
      letGo();
    }
  }

  private void syncFile() {
    try {
      Objects.requireNonNull(opened).sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HungDiskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() {
    gate.close();
    scheduler.close();
    said.close();
  }

  @Test
  void shouldNameASlowSyncOnceAndGoOnWhenItReturns() throws IOException {
    watchOneFile();
    try (var held = gate) {
      var sync = held.holdBackSync();

      scheduler.advance(SLOW.minus(STEP));
      assertEquals(List.of(), stalled);
      scheduler.advance(HUNG.minus(SLOW).minus(STEP));
      assertEquals(List.of(new StalledCall("sync", file, SLOW)), stalled);
      assertEquals(1, said.lines("The disk is slow: a sync of " + file), said::all);

      held.letGo();
      sync.join();
      scheduler.advance(HUNG.multipliedBy(2));
      assertEquals(List.of(), fatal);
      assertEquals(1, said.lines("The disk goes on: the sync of " + file), said::all);
    }
  }

  /** The disk may have answered long ago: a process that was stopped cannot tell. */
  @Test
  void shouldNotChargeAPauseOfTheProcessToTheDisk() throws IOException {
    watchOneFile();
    try (var held = gate) {
      var sync = held.holdBackSync();

      scheduler.skip(Duration.ofHours(1));
      scheduler.advance(STEP);
      assertEquals(List.of(), fatal);

      held.letGo();
      sync.join();
    }
  }

  @Test
  void shouldEndTheStoreWhenASyncDoesNotReturnWithinTheLimit() {
    try (var store = open();
        var held = gate) {
      var write = held.holdBack(store);

      scheduler.advance(HUNG.plus(STEP));

      assertEquals(1, fatal.size());
      assertInstanceOf(StorageFaultException.class, fatal.get(0));
      String said = fatal.get(0).toString();
      assertTrue(said.contains("sync of " + folder), said);
      assertInstanceOf(IndeterminateException.class, failure(write));
      assertInstanceOf(UnavailableException.class, failure(store.submit(put("later"))));
      scheduler.advance(HUNG);
      assertEquals(1, fatal.size(), "told once");

      held.letGo();
    }
  }

  @Test
  void shouldEndAStoreWhoseDiskHangsWhileItOpens() {
    disk.holdSyncs(gate.open);
    var opening = CompletableFuture.supplyAsync(this::openNow, scheduler);
    try {
      disk.awaitHeldSync();

      scheduler.advance(HUNG.plus(STEP));

      assertEquals(1, fatal.size());
      assertInstanceOf(StorageFaultException.class, fatal.get(0));
      assertFalse(opening.isDone());
    } finally {
      gate.letGo();
      opening.handle((store, failure) -> store).thenAccept(HungDiskTest::closeIfOpen).join();
    }
  }

  private static void closeIfOpen(@Nullable LocalStore store) {
    if (store != null) {
      store.close();
    }
  }

  /** Without a store, whose other calls would be charged for virtual time that leaps past them. */
  private void watchOneFile() throws IOException {
    file = folder.resolve("file");
    var watched = new WatchedDisk(disk);
    opened = watched.create(file);
    new DiskWatch(scheduler, new DiskLimits(SLOW, HUNG), watched, hearing(), fatal::add).start();
  }

  private StorageListener hearing() {
    return new StorageListener() {
      @Override
      public void stalled(StalledCall call) {
        stalled.add(call);
      }
    };
  }

  private LocalStore open() {
    var store = openNow();
    try {
      store.createBucket(BucketConfig.of("data"));
      // Else its making would be charged for virtual time that leaps past it.
      disk.awaitFilled(folder.resolve("log").resolve("spare.tmp"));
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
            .onFatal(fatal::add)
            .build());
  }

  private static Command put(String key) {
    return Command.Write.of("data", Operation.Put.of(key, Bytes.utf8("value")));
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    return Objects.requireNonNull(assertThrows(CompletionException.class, answer::join).getCause());
  }
}
