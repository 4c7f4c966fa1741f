package io.holdfast.testkit.simulation;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.Clock;
import io.holdfast.testkit.KeyValueStoreContract;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The simulated store without faults means the same as every other store. */
class SimulatedStoreContractTest extends KeyValueStoreContract {
  private final SimulatedWorld world = SimulatedWorld.of(1);

  @Override
  protected KeyValueStore openStore() {
    return world.client("c1").store();
  }

  @Override
  public LocalStore local() {
    return world.server().store();
  }

  @Override
  public Clock clock() {
    return world.time().clock();
  }

  @Override
  public void advance(Duration time) {
    world.time().advance(time);
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    var answer = stage.toCompletableFuture();
    if (!world.time().runUntil(answer::isDone, PATIENCE)) {
      throw new AssertionError("nothing came of it within " + PATIENCE);
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
