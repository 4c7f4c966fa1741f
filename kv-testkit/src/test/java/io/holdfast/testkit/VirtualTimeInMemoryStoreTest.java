package io.holdfast.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.Clock;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The same store on virtual time, where everything runs on the test's own thread. */
class VirtualTimeInMemoryStoreTest extends KeyValueStoreContract {
  private final VirtualScheduler scheduler = new VirtualScheduler(1);

  @Override
  protected KeyValueStore openStore() {
    return InMemoryStore.open(scheduler);
  }

  @Override
  public Clock clock() {
    return scheduler.clock();
  }

  @Override
  public void advance(Duration time) {
    scheduler.advance(time);
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertTrue(scheduler.runUntil(future::isDone, PATIENCE), "nothing came of it");
    return Eventually.within(PATIENCE, future);
  }
}
