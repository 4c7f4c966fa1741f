package io.holdfast.testkit.simulation;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Names;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import io.holdfast.testkit.simulation.RemoteCalls.Effect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** One bucket as a simulated client reaches it: each method is one request to the server's own. */
final class SimulatedBucket implements Bucket {
  private final String name;
  private final RemoteCalls calls;
  private final RemoteWatches watches;

  SimulatedBucket(String name, RemoteCalls calls, RemoteWatches watches) {
    this.name = name;
    this.calls = calls;
    this.watches = watches;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<Optional<Entry>> getAsync(String key, Consistency consistency) {
    Names.checkKey(key);
    return read(() -> "get " + key, bucket -> bucket.getAsync(key, consistency));
  }

  @Override
  public CompletionStage<Optional<Entry>> getRevisionAsync(String key, long revision) {
    Names.checkKey(key);
    return read(
        () -> "get " + key + "@" + revision, bucket -> bucket.getRevisionAsync(key, revision));
  }

  @Override
  public CompletionStage<Listing<String>> keysAsync(String... filters) {
    List.of(filters).forEach(Names::checkFilter);
    return read(() -> "keys " + List.of(filters), bucket -> bucket.keysAsync(filters));
  }

  @Override
  public CompletionStage<Listing<Entry>> historyAsync(String key) {
    Names.checkKey(key);
    return read(() -> "history " + key, bucket -> bucket.historyAsync(key));
  }

  @Override
  public CompletionStage<Listing<Entry>> entriesAsync(String... filters) {
    List.of(filters).forEach(Names::checkFilter);
    return read(() -> "entries " + List.of(filters), bucket -> bucket.entriesAsync(filters));
  }

  @Override
  public CompletionStage<BucketStatus> statusAsync() {
    return read(() -> "status of " + name, Bucket::statusAsync);
  }

  @Override
  public CompletionStage<Long> putAsync(String key, Bytes value, WriteOptions options) {
    Names.checkKey(key);
    return write(() -> "put " + key, bucket -> bucket.putAsync(key, value, options));
  }

  @Override
  public CompletionStage<Long> createAsync(String key, Bytes value, WriteOptions options) {
    Names.checkKey(key);
    return write(() -> "create " + key, bucket -> bucket.createAsync(key, value, options));
  }

  @Override
  public CompletionStage<Long> updateAsync(
      String key, Bytes value, long expectedRevision, WriteOptions options) {
    Names.checkKey(key);
    return write(
        () -> "update " + key + " at " + expectedRevision,
        bucket -> bucket.updateAsync(key, value, expectedRevision, options));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key) {
    Names.checkKey(key);
    return write(() -> "delete " + key, bucket -> bucket.deleteAsync(key));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key, long expectedRevision) {
    Names.checkKey(key);
    return write(
        () -> "delete " + key + " at " + expectedRevision,
        bucket -> bucket.deleteAsync(key, expectedRevision));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key) {
    Names.checkKey(key);
    return write(() -> "purge " + key, bucket -> bucket.purgeAsync(key));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key, long expectedRevision) {
    Names.checkKey(key);
    return write(
        () -> "purge " + key + " at " + expectedRevision,
        bucket -> bucket.purgeAsync(key, expectedRevision));
  }

  @Override
  public CompletionStage<Transaction.Result> commitAsync(Transaction transaction) {
    return write(
        () -> "commit " + transaction.conditions() + " " + transaction.operations(),
        bucket -> bucket.commitAsync(transaction));
  }

  @Override
  public Watch watch(WatchOptions options, WatchListener listener) {
    return watches.open(name, options, listener);
  }

  private <T> CompletionStage<T> read(
      Supplier<String> what, Function<Bucket, CompletionStage<T>> request) {
    return calls.call(Effect.READ, what, (session, id) -> session.onBucket(name, id, request));
  }

  private <T> CompletionStage<T> write(
      Supplier<String> what, Function<Bucket, CompletionStage<T>> request) {
    return calls.call(Effect.WRITE, what, (session, id) -> session.onBucket(name, id, request));
  }
}
