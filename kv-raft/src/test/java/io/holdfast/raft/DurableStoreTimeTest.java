package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.LocalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantees G25 and G26 on one node, with time that the test moves. */
@Tag("G25")
@Tag("G26")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DurableStoreTimeTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  /** Only spent when the test fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final SteppedScheduler scheduler = new SteppedScheduler();

  DurableStoreTimeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void endThreads() {
    scheduler.close();
  }

  @Test
  void shouldExpireSoonAfterTheTimeToLive() throws InterruptedException {
    try (var store = open()) {
      grant(store);

      scheduler.advance(TTL.minusMillis(100));
      assertTrue(alive(store));

      scheduler.advance(Duration.ofMillis(300));
      assertFalse(alive(store));
    }
  }

  @Test
  @Tag("W102")
  void shouldGoOnWithTheRemainingTimeAfterARestartAndNotCountTheGap() throws InterruptedException {
    try (var store = open()) {
      grant(store);
      scheduler.advance(Duration.ofSeconds(6));
      touch(store);
    }

    scheduler.skip(Duration.ofHours(1));

    try (var store = open()) {
      scheduler.advance(Duration.ofMillis(3800));
      assertTrue(alive(store), "expired early: the gap was counted");
      scheduler.advance(Duration.ofMillis(500));
      assertFalse(alive(store), "the restart began the time to live anew");
    }
  }

  /** On a busy machine ticks come late, again and again; time must not fall behind for it. */
  @Test
  void shouldKeepPaceWhenEveryTickComesLate() throws InterruptedException {
    try (var store = open()) {
      grant(store);

      for (int i = 0; i < 25; i++) {
        scheduler.skip(Duration.ofMillis(390));
        scheduler.advance(Duration.ofMillis(10));
      }
      assertTrue(alive(store));
      for (int i = 0; i < 3; i++) {
        scheduler.skip(Duration.ofMillis(390));
        scheduler.advance(Duration.ofMillis(10));
        touch(store);
      }

      assertFalse(alive(store), "more than a second late (guarantee G26)");
    }
  }

  /**
   * A process that stood still comes back with its renewals, which must not find their leases gone.
   */
  @Test
  void shouldChargeALongPauseToNobody() throws InterruptedException {
    try (var store = open()) {
      grant(store);

      scheduler.skip(Duration.ofHours(1));
      scheduler.advance(Duration.ofMillis(200));

      assertTrue(alive(store));
    }
  }

  @Test
  void shouldNotHeedTheWallClock() throws InterruptedException {
    try (var store = open()) {
      grant(store);

      scheduler.jumpWallClock(Duration.ofHours(1));
      scheduler.advance(TTL.minusMillis(200));
      assertTrue(alive(store), "expired early: the wall clock was believed");

      scheduler.jumpWallClock(Duration.ofHours(-2));
      scheduler.advance(Duration.ofMillis(500));
      assertFalse(alive(store), "a wall clock set back kept the lease");
    }
  }

  @Test
  void shouldExpireAWaveInSeveralEntriesWithoutWaitingForMoreTicks() throws InterruptedException {
    int leases = 6 * Command.Expire.USUALLY;
    try (var store = open()) {
      grant(store);
      for (int i = 1; i < leases; i++) {
        var put = Operation.Put.of("lease" + i, Bytes.EMPTY).withTtl(Ttl.of(TTL));
        var unused = store.submit(Command.Write.of("leases", put));
      }
      touch(store);
      assertEquals(leases + 1, store.bucket("leases").status().keys());

      scheduler.advance(TTL.plusMillis(60));

      long end = System.nanoTime() + PATIENCE.toNanos();
      while (store.bucket("leases").status().keys() > 1) {
        touch(store);
        assertTrue(System.nanoTime() < end, "the wave stopped before it was over");
      }
    }
  }

  private LocalStore open() {
    return DurableStore.open(
        DurableStoreOptions.at(folder)
            .scheduler(scheduler)
            .diskLimits(SteppedScheduler.ANY_DISK)
            .build());
  }

  private static void grant(LocalStore store) throws InterruptedException {
    store.createBucket(BucketConfig.of("leases"));
    store
        .submit(
            Command.Write.of("leases", Operation.Put.of("lease", Bytes.EMPTY).withTtl(Ttl.of(TTL))))
        .join();
  }

  /** What was proposed before this is applied when it returns. */
  private static void touch(LocalStore store) {
    store.submit(Command.Write.of("leases", Operation.Put.of("touch", Bytes.EMPTY))).join();
  }

  private static boolean alive(LocalStore store) throws InterruptedException {
    touch(store);
    return store.bucket("leases").get("lease").isPresent();
  }
}
