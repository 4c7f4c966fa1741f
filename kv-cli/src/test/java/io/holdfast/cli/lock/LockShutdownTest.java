package io.holdfast.cli.lock;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.HoldState;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.MutexHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a signal meets when the command has ended by itself at that moment. */
@Timeout(60)
class LockShutdownTest {
  @Test
  void shouldEndInSilenceWhenEverythingIsClosedAlready() {
    var scheduler = ThreadScheduler.create("lock-shutdown-test");
    var store = InMemoryStore.open(scheduler);
    var locks = Locks.on(store, LocksOptions.on(scheduler));
    locks.close();
    store.close();
    scheduler.close();
    var gate = new StartGate<ChildProcess>();

    assertDoesNotThrow(() -> LockCommand.endWithUs(gate, locks));
    assertEquals(
        Optional.empty(),
        gate.start(() -> fail("a command was started behind the signal")),
        "started behind the signal");
  }

  @Test
  void shouldEndACommandThatIsBeingStartedBeforeTheLockIsGivenBack() throws Exception {
    try (var scheduler = ThreadScheduler.create("lock-shutdown-test");
        var store = InMemoryStore.open(scheduler)) {
      var locks = Locks.on(store, LocksOptions.on(scheduler));
      MutexHandle held = locks.mutex("deploy").acquire(Duration.ofSeconds(30));
      var gate = new StartGate<ChildProcess>();
      var starting = new CountDownLatch(1);
      var signalled = new CountDownLatch(1);
      var main =
          CompletableFuture.supplyAsync(
              () -> gate.start(() -> slowly(starting, signalled, held.token())).orElseThrow());
      starting.await();
      var hook = new Thread(() -> LockCommand.endWithUs(gate, locks), "hook");
      hook.start();
      while (hook.getState() != Thread.State.BLOCKED) {
        assertTrue(hook.isAlive(), "it did not wait for the start");
        Thread.onSpinWait();
      }
      assertEquals(new HoldState.Held(), held.state(), "given back while a command starts");
      signalled.countDown();

      int status = main.get().waitFor();
      hook.join();

      assertEquals(128 + 15, status, "ended by the signal's own");
    }
  }

  private static ChildProcess slowly(
      CountDownLatch starting, CountDownLatch signalled, FencingToken token) {
    starting.countDown();
    try {
      signalled.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return ChildProcess.start(List.of("sleep", "60"), "deploy", token);
  }
}
