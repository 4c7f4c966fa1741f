package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application closes the scheduler before its locks: the wrong order, but nobody hangs. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosedSchedulerTest {
  /** Far beyond what handing an answer over takes; shorter than the test's own bound. */
  private static final int LONG_SECONDS = 20;

  @Test
  void shouldEndHoldsAndCloseAfterItsSchedulerIsClosed()
      throws InterruptedException, ExecutionException, TimeoutException {
    var clock = ThreadScheduler.create("store");
    var threads = ThreadScheduler.create("locks");
    try (var store = InMemoryStore.open(clock)) {
      var locks = Locks.on(store, LocksOptions.on(threads));
      var held = locks.mutex("a").acquire(Duration.ofSeconds(LONG_SECONDS));
      var lost = new CompletableFuture<LossReason>();
      held.onLost(lost::complete);
      threads.close();

      assertEquals(
          ReleaseOutcome.RELEASED, held.releaseAsync().get(LONG_SECONDS, TimeUnit.SECONDS));
      locks.closeAsync().get(LONG_SECONDS, TimeUnit.SECONDS);

      assertFalse(held.held());
    } finally {
      clock.close();
    }
  }

  /** The listener waits for another thread that adds one of its own, as application code may. */
  @Test
  void shouldHoldNoLockWhileAListenerIsCalledAfterItsSchedulerIsClosed()
      throws InterruptedException, ExecutionException, TimeoutException {
    var clock = ThreadScheduler.create("store");
    var threads = ThreadScheduler.create("locks");
    try (var store = InMemoryStore.open(clock)) {
      var locks = Locks.on(store, LocksOptions.on(threads));
      var held = locks.mutex("a").acquire(Duration.ofSeconds(LONG_SECONDS));
      threads.close();
      var added = new CompletableFuture<Boolean>();
      held.onState(
          first -> {
            var other = new Thread(() -> held.onState(state -> {}), "adds-a-listener");
            other.start();
            added.complete(endsSoon(other));
          });

      assertTrue(added.get(LONG_SECONDS, TimeUnit.SECONDS), "the other thread waited for a lock");
      locks.closeAsync().get(LONG_SECONDS, TimeUnit.SECONDS);
    } finally {
      clock.close();
    }
  }

  private static boolean endsSoon(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(LONG_SECONDS / 2).toMillis());
      return !thread.isAlive();
    } catch (InterruptedException e) {
      return false;
    }
  }
}
