package io.holdfast.testkit.simulation;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.testkit.simulation.RemoteCalls.Effect;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The store as one simulated client reaches it. Confined to the thread that runs the simulation:
 * waiting methods need another thread that runs it.
 */
final class SimulatedStore implements KeyValueStore {
  private final RemoteCalls calls;
  private final RemoteWatches watches;
  private final Capabilities capabilities;

  SimulatedStore(RemoteCalls calls, RemoteWatches watches, Capabilities capabilities) {
    this.calls = calls;
    this.watches = watches;
    this.capabilities = capabilities;
  }

  @Override
  public CompletionStage<Bucket> createBucketAsync(BucketConfig config) {
    return bucketCall(
        Effect.WRITE,
        () -> "create bucket " + config.name(),
        (session, id) -> session.onStore(id, store -> store.createBucketAsync(config)));
  }

  @Override
  public CompletionStage<Bucket> bucketAsync(String name) {
    return bucketCall(
        Effect.READ,
        () -> "open bucket " + name,
        (session, id) -> session.onStore(id, store -> store.bucketAsync(name)));
  }

  @Override
  public CompletionStage<Bucket> updateBucketAsync(BucketConfig config) {
    return bucketCall(
        Effect.WRITE,
        () -> "update bucket " + config.name(),
        (session, id) -> session.onStore(id, store -> store.updateBucketAsync(config)));
  }

  @Override
  public CompletionStage<Boolean> deleteBucketAsync(String name) {
    return calls.call(
        Effect.WRITE,
        () -> "delete bucket " + name,
        (session, id) -> session.onStore(id, store -> store.deleteBucketAsync(name)));
  }

  @Override
  public CompletionStage<List<BucketStatus>> bucketsAsync() {
    return calls.call(
        Effect.READ,
        () -> "list buckets",
        (session, id) -> session.onStore(id, KeyValueStore::bucketsAsync));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    watches.close();
    calls.close();
  }

  private CompletionStage<Bucket> bucketCall(
      Effect effect, Supplier<String> what, RemoteCalls.Request<Bucket> request) {
    return calls
        .call(effect, what, request)
        .thenApply(found -> new SimulatedBucket(found.name(), calls, watches));
  }
}
