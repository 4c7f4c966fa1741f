package io.holdfast.locks;

import static io.holdfast.locks.LockWorld.TTL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.store.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardedSectionTest {
  private final LockWorld world = new LockWorld(4);
  private final LockWorld.Peer alice = world.peer("alice");

  private <T, X extends Exception> T guarded(GuardedTask<T, X> task)
      throws X, InterruptedException {
    return new GuardedSection(((LockClient) alice.locks).session(), alice.acquire("a")).run(task);
  }

  private void loseTheLock() {
    alice.link.cut();
    world.time.advance(TTL.multipliedBy(95).dividedBy(100));
  }

  @Test
  void shouldInterruptTheTaskWhenTheLockIsLost() {
    var lost =
        assertThrows(
            LockLostException.class,
            () ->
                guarded(
                    held -> {
                      loseTheLock();
                      assertTrue(Thread.currentThread().isInterrupted());
                      throw new InterruptedException();
                    }));

    assertInstanceOf(HoldState.Lost.class, lost.state());
    assertInstanceOf(InterruptedException.class, lost.getSuppressed()[0]);
    assertFalse(Thread.interrupted(), "the interruption was ours and is answered by the exception");
  }

  @Test
  void shouldNotReportSuccessWhenTheLockWasLostInside() {
    assertThrows(
        LockLostException.class,
        () ->
            guarded(
                held -> {
                  loseTheLock();
                  return "done";
                }));
  }

  @Test
  void shouldPassOnWhatTheTaskThrows() {
    assertThrows(
        IOException.class,
        () ->
            guarded(
                held -> {
                  throw new IOException("the task's own");
                }));
  }

  @Test
  void shouldLetTheTaskRelease() throws InterruptedException {
    String result =
        guarded(
            held -> {
              world.get(held.releaseAsync());
              return "released early";
            });

    assertEquals("released early", result);
  }

  @Test
  void shouldHoldTheLockForTheLengthOfTheTask() throws InterruptedException {
    try (var store = InMemoryStore.open();
        var locks = Locks.on(store)) {
      var mutex = locks.mutex("a");

      boolean heldInside = mutex.whileHeld(Duration.ofSeconds(10), held -> held.held());

      assertTrue(heldInside);
      assertTrue(mutex.tryAcquire().isPresent(), "free again");
    }
  }

  @Test
  void shouldAnswerWhatIsAskedAfterTheClose() throws InterruptedException {
    try (var store = InMemoryStore.open()) {
      var locks = Locks.on(store);
      var mutex = locks.mutex("a");
      var held = mutex.acquire(Duration.ofSeconds(10));
      locks.close();

      for (int i = 0; i < 2; i++) {
        assertThrows(UnavailableException.class, () -> mutex.acquire(Duration.ofSeconds(10)));
        assertEquals(ReleaseOutcome.LOST, held.release());
        assertEquals(new LossReason.Closed(), held.lost().toCompletableFuture().join());
      }
    }
  }
}
