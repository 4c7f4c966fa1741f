package io.holdfast.kv;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One bucket of a store: keys with revisions, history, conditions, time to live and watches.
 * Thread-safe.
 *
 * <p>Each {@code …Async} method completes on one of the store's callback threads, within the
 * store's request time-out, with its value or with a {@link HoldfastException}; it throws {@link
 * InvalidArgumentException} itself for input that can never be accepted. Its twin without the
 * suffix waits for it, throws the same errors, and throws {@link InterruptedException} when the
 * caller is interrupted: the operation then goes on and its outcome is unknown to the caller.
 *
 * <p>Any of them may fail with {@link NotFoundException} where the bucket is gone, {@link
 * UnavailableException} or {@link OverloadedException} where it certainly had no effect and may be
 * tried again, {@link StoreClosedException} where this object serves nothing more, and {@link
 * UnauthorisedException}. A write may fail with {@link IndeterminateException}: it may have
 * happened, or may yet (guarantee G6); with {@link LimitExceededException} where the bucket, the
 * store or the message has no room for it; and with {@link LeaseGoneException} where the owner of
 * its key has ended.
 *
 * <p>Keys are what {@link Names#checkKey} takes, at most {@link Names#MAX_KEY_BYTES} bytes; filters
 * what {@link Names#checkFilter} takes, with {@code *} for one token and a final {@code >} for one
 * or more. Revisions count from 1, one for each entry of the bucket (guarantee G2). Writes return
 * the revision they were given; a refused write changes nothing and takes no revision.
 */
public interface Bucket {
  /** The bucket's name. */
  String name();

  /**
   * This bucket for a caller that never blocks in what it chains to an answer or does in a
   * listener: the store may then tell on the very thread that brought the answer or the event,
   * which spares a hand-over between threads. A store that has nothing to spare returns this
   * bucket.
   */
  default Bucket direct() {
    return this;
  }

  /**
   * The newest entry of {@code key}, unless it is a marker.
   *
   * @param consistency how fresh it must be
   */
  CompletionStage<Optional<Entry>> getAsync(String key, Consistency consistency);

  /** {@link #getAsync(String, Consistency)} with {@link Consistency#LINEARIZABLE}. */
  default CompletionStage<Optional<Entry>> getAsync(String key) {
    return getAsync(key, Consistency.LINEARIZABLE);
  }

  /**
   * The entry of {@code key}, marker or not, at exactly {@code revision} (at least 1), if it is
   * still kept; empty also where another key has that revision.
   */
  CompletionStage<Optional<Entry>> getRevisionAsync(String key, long revision);

  /**
   * The live keys that match any of {@code filters} (none given: all), sorted, taken at one
   * revision (guarantee G4).
   */
  CompletionStage<Listing<String>> keysAsync(String... filters);

  /**
   * Everything kept of {@code key}, markers included, oldest first; empty when there is nothing.
   */
  CompletionStage<Listing<Entry>> historyAsync(String key);

  /**
   * Writes a value whatever is there. The key's time to live and owner are those of {@code
   * options}, not the old ones.
   */
  CompletionStage<Long> putAsync(String key, Bytes value, WriteOptions options);

  /**
   * Writes a value if {@code key} is not live, in one step; else fails with {@link
   * AlreadyExistsException}.
   */
  CompletionStage<Long> createAsync(String key, Bytes value, WriteOptions options);

  /**
   * Writes a value if the newest entry of {@code key} has {@code expectedRevision} (at least 1),
   * else fails with {@link WrongRevisionException}. The time to live and the owner are those of
   * {@code options}, not the old ones.
   */
  CompletionStage<Long> updateAsync(
      String key, Bytes value, long expectedRevision, WriteOptions options);

  /** Writes a delete marker, whatever is there, also where nothing is. History stays. */
  CompletionStage<Long> deleteAsync(String key);

  /**
   * Writes a delete marker if the newest entry has {@code expectedRevision} (at least 1), else
   * fails with {@link WrongRevisionException}.
   */
  CompletionStage<Long> deleteAsync(String key, long expectedRevision);

  /** Writes a purge marker and removes the key's history, whatever is there. */
  CompletionStage<Long> purgeAsync(String key);

  /**
   * Writes a purge marker and removes the history if the newest entry has {@code expectedRevision}
   * (at least 1), else fails with {@link WrongRevisionException}.
   */
  CompletionStage<Long> purgeAsync(String key, long expectedRevision);

  /** Commits {@code transaction}. A condition that does not hold is a result, not an error. */
  CompletionStage<Transaction.Result> commitAsync(Transaction transaction);

  /** The bucket as it stands. */
  CompletionStage<BucketStatus> statusAsync();

  /**
   * Starts a watch and returns at once; what goes wrong is told to {@link WatchListener#onClosed}.
   * The watch sees every write that was acknowledged before this call (it passes the read fence).
   * It survives reconnects by itself.
   */
  Watch watch(WatchOptions options, WatchListener listener);

  /** See {@link #getAsync(String, Consistency)}. */
  default Optional<Entry> get(String key, Consistency consistency) throws InterruptedException {
    return Waiting.on(getAsync(key, consistency));
  }

  /** See {@link #getAsync(String)}. */
  default Optional<Entry> get(String key) throws InterruptedException {
    return get(key, Consistency.LINEARIZABLE);
  }

  /** See {@link #getRevisionAsync}. */
  default Optional<Entry> getRevision(String key, long revision) throws InterruptedException {
    return Waiting.on(getRevisionAsync(key, revision));
  }

  /** See {@link #keysAsync}. */
  default Listing<String> keys(String... filters) throws InterruptedException {
    return Waiting.on(keysAsync(filters));
  }

  /** See {@link #historyAsync}. */
  default Listing<Entry> history(String key) throws InterruptedException {
    return Waiting.on(historyAsync(key));
  }

  /** See {@link #putAsync}. */
  default long put(String key, Bytes value, WriteOptions options) throws InterruptedException {
    return Waiting.on(putAsync(key, value, options));
  }

  /** See {@link #putAsync}. */
  default long put(String key, Bytes value) throws InterruptedException {
    return put(key, value, WriteOptions.DEFAULT);
  }

  /** Puts the UTF-8 form of {@code value}; see {@link #putAsync}. */
  default long put(String key, String value) throws InterruptedException {
    return put(key, Bytes.utf8(value));
  }

  /** See {@link #createAsync}. */
  default long create(String key, Bytes value, WriteOptions options) throws InterruptedException {
    return Waiting.on(createAsync(key, value, options));
  }

  /** See {@link #createAsync}. */
  default long create(String key, Bytes value) throws InterruptedException {
    return create(key, value, WriteOptions.DEFAULT);
  }

  /** See {@link #updateAsync}. */
  default long update(String key, Bytes value, long expectedRevision, WriteOptions options)
      throws InterruptedException {
    return Waiting.on(updateAsync(key, value, expectedRevision, options));
  }

  /** See {@link #updateAsync}. */
  default long update(String key, Bytes value, long expectedRevision) throws InterruptedException {
    return update(key, value, expectedRevision, WriteOptions.DEFAULT);
  }

  /** See {@link #deleteAsync(String)}. */
  default long delete(String key) throws InterruptedException {
    return Waiting.on(deleteAsync(key));
  }

  /** See {@link #deleteAsync(String, long)}. */
  default long delete(String key, long expectedRevision) throws InterruptedException {
    return Waiting.on(deleteAsync(key, expectedRevision));
  }

  /** See {@link #purgeAsync(String)}. */
  default long purge(String key) throws InterruptedException {
    return Waiting.on(purgeAsync(key));
  }

  /** See {@link #purgeAsync(String, long)}. */
  default long purge(String key, long expectedRevision) throws InterruptedException {
    return Waiting.on(purgeAsync(key, expectedRevision));
  }

  /** See {@link #commitAsync}. */
  default Transaction.Result commit(Transaction transaction) throws InterruptedException {
    return Waiting.on(commitAsync(transaction));
  }

  /** See {@link #statusAsync}. */
  default BucketStatus status() throws InterruptedException {
    return Waiting.on(statusAsync());
  }

  /**
   * All live entries that match any of {@code filters} (none given: all), in revision order, taken
   * at one revision (guarantee G4).
   */
  CompletionStage<Listing<Entry>> entriesAsync(String... filters);

  /** See {@link #entriesAsync}. */
  default List<Entry> entries(String... filters) throws InterruptedException {
    return Waiting.on(entriesAsync(filters)).items();
  }
}
