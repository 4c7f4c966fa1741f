package io.holdfast.cli.lock;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a signal meets when the command has ended by itself at that moment. */
class LockShutdownTest {
  @Test
  void shouldEndInSilenceWhenEverythingIsClosedAlready() {
    var scheduler = ThreadScheduler.create("lock-shutdown-test");
    var store = InMemoryStore.open(scheduler);
    var locks = Locks.on(store, LocksOptions.on(scheduler));
    locks.close();
    store.close();
    scheduler.close();
    var child = new CompletableFuture<ChildProcess>();

    assertDoesNotThrow(() -> LockCommand.endWithUs(child, locks));
    assertTrue(child.isCancelled(), "a command could still be started");
  }
}
