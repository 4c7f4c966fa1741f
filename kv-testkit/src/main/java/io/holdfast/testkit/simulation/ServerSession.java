package io.holdfast.testkit.simulation;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.command.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The server's end of one client's connection. Confined to the thread that runs the simulation. */
final class ServerSession {
  private final StampingLog log;
  private final KeyValueStore store;
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final List<Runnable> onEnd = new ArrayList<>();

  ServerSession(StampingLog log, KeyValueStore store) {
    this.log = log;
    this.store = store;
  }

  <T> CompletionStage<T> onStore(
      MessageId id, Function<KeyValueStore, CompletionStage<T>> request) {
    return log.during(id, () -> request.apply(store));
  }

  <T> CompletionStage<T> onBucket(
      String name, MessageId id, Function<Bucket, CompletionStage<T>> request) {
    return bucket(name).thenCompose(bucket -> log.during(id, () -> request.apply(bucket)));
  }

  /** Calls {@code action} when the session ends with its server. */
  void onEnd(Runnable action) {
    onEnd.add(action);
  }

  void end() {
    // The watches first, in the order they came: the store keeps them in none.
    List.copyOf(onEnd).forEach(Runnable::run);
    onEnd.clear();
    store.close();
  }

  /** Known buckets answer within the call, which keeps the order of a client's writes. */
  private CompletionStage<Bucket> bucket(String name) {
    var known = buckets.get(name);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    return store
        .bucketAsync(name)
        .thenApply(
            found -> {
              buckets.put(name, found);
              return found;
            });
  }
}
