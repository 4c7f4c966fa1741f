package io.holdfast.net.jetstream;

import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable looks at the store's view: the read fence first, then the look, never on the apply
 * thread. Thread-safe: immutable.
 *
 * @param loops where a look runs when the fence is not passed at once
 */
record StoreReads(LocalStore store, Executor loops) {
  /**
   * Runs {@code look} once everything acknowledged before is visible: at once on this thread if it
   * already is.
   */
  <T> CompletableFuture<T> afterFence(Supplier<T> look) {
    CompletableFuture<Void> fence = store.readBarrier();
    return fence.isDone()
        ? fence.thenApply(passed -> look.get())
        : fence.thenApplyAsync(passed -> look.get(), loops);
  }

  /** The same for a look at one bucket; fails with error 10059 when there is none. */
  <T> CompletableFuture<T> bucket(StreamName stream, Function<BucketView, T> look) {
    return afterFence(() -> look.apply(existing(stream)));
  }

  /** The bucket of a stream as applied so far; error 10059 when there is none. */
  BucketView existing(StreamName stream) {
    BucketView bucket = view(stream);
    if (bucket == null) {
      throw ApiError.streamNotFound();
    }
    return bucket;
  }

  /** The bucket of a stream as applied so far; null when there is none. */
  @Nullable BucketView view(StreamName stream) {
    return store.view().bucket(stream.bucket());
  }
}
