package io.holdfast.kv;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A store of buckets: in memory, durable in this process, a cluster, or a server reached over the
 * network. Thread-safe. See {@link Bucket} for how the asynchronous methods and their waiting twins
 * behave and fail. Names of buckets are what {@link Names#checkBucket} takes.
 */
public interface KeyValueStore extends AutoCloseable {
  /**
   * Creates a bucket, or returns the one that exists with an equal configuration.
   *
   * <p>Fails with {@link AlreadyExistsException} when it exists with another configuration.
   */
  CompletionStage<Bucket> createBucketAsync(BucketConfig config);

  /** The bucket {@code name}; fails with {@link NotFoundException} when there is none. */
  CompletionStage<Bucket> bucketAsync(String name);

  /**
   * Changes the configuration of an existing bucket; lower limits apply at once. Fails with {@link
   * NotFoundException} when there is none, and with {@link InvalidArgumentException} when what is
   * to change is fixed for the life of a bucket.
   */
  CompletionStage<Bucket> updateBucketAsync(BucketConfig config);

  /**
   * Deletes a bucket with everything in it; true if it existed. Its watches end with {@link
   * NotFoundException}.
   */
  CompletionStage<Boolean> deleteBucketAsync(String name);

  /** The status of every bucket, sorted by name. */
  CompletionStage<List<BucketStatus>> bucketsAsync();

  /** What this store gives; known without asking anybody. */
  Capabilities capabilities();

  /** See {@link #createBucketAsync}. */
  default Bucket createBucket(BucketConfig config) throws InterruptedException {
    return Waiting.on(createBucketAsync(config));
  }

  /** See {@link #bucketAsync}. */
  default Bucket bucket(String name) throws InterruptedException {
    return Waiting.on(bucketAsync(name));
  }

  /** See {@link #updateBucketAsync}. */
  default Bucket updateBucket(BucketConfig config) throws InterruptedException {
    return Waiting.on(updateBucketAsync(config));
  }

  /** See {@link #deleteBucketAsync}. */
  default boolean deleteBucket(String name) throws InterruptedException {
    return Waiting.on(deleteBucketAsync(name));
  }

  /** See {@link #bucketsAsync}. */
  default List<BucketStatus> buckets() throws InterruptedException {
    return Waiting.on(bucketsAsync());
  }

  /**
   * Ends watches, fails what is under way with {@link UnavailableException} or {@link
   * IndeterminateException}, and frees every resource. Idempotent; bounded in time.
   */
  @Override
  void close();
}
