package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners may block, also on the handle that calls them: in real time, with real threads. */
class BlockingListenerTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ThreadScheduler scheduler = ThreadScheduler.create("blocking-listener-test");
  private final KeyValueStore store = InMemoryStore.open(scheduler);
  private final Locks locks = Locks.on(store, LocksOptions.on(scheduler));

  @AfterEach
  void closeAll() {
    locks.close();
    store.close();
    scheduler.close();
  }

  private static <T> void answer(CompletableFuture<T> answer, Callable<T> blocking) {
    try {
      answer.complete(blocking.call());
    } catch (Exception e) {
      answer.completeExceptionally(e);
    }
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private MutexHandle acquire(String name) throws Exception {
    return get(locks.mutex(name).acquireAsync(LONG));
  }

  private void evict(String name) throws Exception {
    var holder = locks.status(name).holder().orElseThrow();
    assertTrue(get(locks.evictAsync(name, holder)));
  }

  @Test
  void shouldReleaseInsideAStateListener() throws Exception {
    var held = acquire("a");
    var outcome = new CompletableFuture<ReleaseOutcome>();

    held.onState(
        state -> {
          if (state instanceof HoldState.Held) {
            answer(outcome, held::release);
          }
        });

    assertEquals(ReleaseOutcome.RELEASED, get(outcome));
  }

  @Test
  void shouldEnsureAndShowInsideAStateListener() throws Exception {
    var held = acquire("a");
    var done = new CompletableFuture<Boolean>();

    held.onState(
        state -> {
          if (state instanceof HoldState.Held) {
            answer(
                done,
                () -> {
                  held.ensure(Duration.ofSeconds(1));
                  get(held.show(Bytes.utf8("shown")));
                  return true;
                });
          }
        });

    assertTrue(get(done));
    held.close();
  }

  @Test
  void shouldTakeTheLockAgainInsideALossListener() throws Exception {
    var locksOfShortLease =
        Locks.on(store, LocksOptions.on(scheduler).leaseTtl(Duration.ofSeconds(3)));
    try {
      var held = get(locksOfShortLease.mutex("a").acquireAsync(LONG));
      var again = new CompletableFuture<MutexHandle>();
      held.onLost(reason -> answer(again, () -> locksOfShortLease.mutex("a").acquire(LONG)));

      evict("a");

      assertTrue(get(again).token().isAfter(held.token()));
    } finally {
      locksOfShortLease.close();
    }
  }

  @Test
  void shouldWaitForTheLossInsideAStateListener() throws Exception {
    var locksOfShortLease =
        Locks.on(store, LocksOptions.on(scheduler).leaseTtl(Duration.ofSeconds(3)));
    try {
      var held = get(locksOfShortLease.mutex("a").acquireAsync(LONG));
      var lost = new CompletableFuture<LossReason>();
      held.onState(
          state -> {
            if (state instanceof HoldState.Held) {
              answer(lost, () -> get(held.lost().toCompletableFuture()));
            }
          });

      evict("a");

      assertEquals(new LossReason.Forced(), get(lost));
    } finally {
      locksOfShortLease.close();
    }
  }
}
