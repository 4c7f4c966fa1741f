package io.holdfast.locks;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens the bucket that leases, tickets and locks are in. A bucket that would drop or refuse them
 * by itself is refused, since two could then believe to hold one lock.
 */
final class LockBucket {
  /**
   * Bytes that the headers of any lock, ticket or lease fit in: an owner's label alone may take
   * 1,800 in its escaped form.
   */
  private static final int LARGEST_RECORD = 4096;

  private LockBucket() {}

  /**
   * The bucket called {@code name}, made where there is none. Fails with {@link
   * InvalidArgumentException} when it is not fit for locks.
   */
  static CompletionStage<Bucket> open(KeyValueStore store, String name) {
    return openOrCreate(store, name)
        .thenCompose(
            bucket ->
                bucket
                    .statusAsync()
                    .thenApply(
                        status -> {
                          check(status.config());
                          return bucket;
                        }));
  }

  private static CompletionStage<Bucket> openOrCreate(KeyValueStore store, String name) {
    var config =
        BucketConfig.builder(name)
            .description("leases, tickets and locks; see docs/lock-protocol.md")
            .limitMarkerTtl(Duration.ofSeconds(5))
            .build();
    return store
        .bucketAsync(name)
        .exceptionallyCompose(
            missing ->
                isA(missing, NotFoundException.class)
                    ? store.createBucketAsync(config)
                    : CompletableFuture.failedStage(missing))
        .exceptionallyCompose(
            raced ->
                isA(raced, AlreadyExistsException.class)
                    ? store.bucketAsync(name)
                    : CompletableFuture.failedStage(raced));
  }

  private static void check(BucketConfig found) {
    var wrong = new ArrayList<String>();
    if (!found.ttl().isZero()) {
      wrong.add("its ttl is " + found.ttl() + " instead of none");
    }
    if (found.maxBytes() != -1) {
      wrong.add("its maximal size is " + found.maxBytes() + " bytes instead of unlimited");
    }
    if (found.maxValueBytes() >= 0 && found.maxValueBytes() < LARGEST_RECORD) {
      wrong.add(
          "its largest value is "
              + found.maxValueBytes()
              + " bytes instead of unlimited, or at least "
              + LARGEST_RECORD);
    }
    if (found.history() != 1) {
      wrong.add("its history is " + found.history() + " instead of 1");
    }
    if (!found.flags().perKeyTtl()) {
      wrong.add("its per-key ttl is off instead of on");
    }
    if (!found.flags().allowRollup() || found.flags().denyPurge()) {
      wrong.add("it refuses purges, which release a lock");
    }
    if (!wrong.isEmpty()) {
      throw new InvalidArgumentException(
          "bucket '"
              + found.name()
              + "' is not fit for locks: "
              + String.join(", ", wrong)
              + "; update its configuration or name another bucket");
    }
  }

  private static boolean isA(Throwable error, Class<? extends Throwable> type) {
    return type.isInstance(error)
        || (error.getCause() != null && type.isInstance(error.getCause()));
  }
}
