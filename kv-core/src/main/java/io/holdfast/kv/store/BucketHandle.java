package io.holdfast.kv.store;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.ApplicationHeaders;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One bucket of a {@link LogBackedStore}, by its name: after a delete and a new create the handle
 * speaks to the new bucket, whose incarnation its status shows. Immutable.
 *
 * <p>The waiting twins of writes and gets wait for the log's own answer, which saves them the hop
 * to a callback thread.
 */
final class BucketHandle implements Bucket {
  private final String name;
  private final LogBackedStore store;
  private final Reads reads;

  BucketHandle(String name, LogBackedStore store, Reads reads) {
    this.name = name;
    this.store = store;
    this.reads = reads;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<Optional<Entry>> getAsync(String key, Consistency consistency) {
    return outward(reads.get(name, Names.checkKey(key), consistency));
  }

  @Override
  public Optional<Entry> get(String key, Consistency consistency) throws InterruptedException {
    return reads.awaitGet(name, Names.checkKey(key), consistency);
  }

  @Override
  public CompletionStage<Optional<Entry>> getRevisionAsync(String key, long revision) {
    Names.checkKey(key);
    CommandRules.checkRevision(key, revision);
    return outward(reads.at(name, key, revision));
  }

  @Override
  public CompletionStage<Listing<String>> keysAsync(String... filters) {
    return outward(reads.keys(name, checked(filters)));
  }

  @Override
  public CompletionStage<Listing<Entry>> entriesAsync(String... filters) {
    return outward(reads.entries(name, checked(filters)));
  }

  @Override
  public CompletionStage<Listing<Entry>> historyAsync(String key) {
    return outward(reads.history(name, Names.checkKey(key)));
  }

  @Override
  public CompletionStage<BucketStatus> statusAsync() {
    return outward(reads.status(name));
  }

  @Override
  public CompletionStage<Long> putAsync(String key, Bytes value, WriteOptions options) {
    return outward(write(options.put(key, value)));
  }

  @Override
  public long put(String key, Bytes value, WriteOptions options) throws InterruptedException {
    return Waiting.on(write(options.put(key, value)));
  }

  @Override
  public CompletionStage<Long> createAsync(String key, Bytes value, WriteOptions options) {
    return outward(write(options.put(key, value), new Condition.KeyAbsent(key)));
  }

  @Override
  public long create(String key, Bytes value, WriteOptions options) throws InterruptedException {
    return Waiting.on(write(options.put(key, value), new Condition.KeyAbsent(key)));
  }

  @Override
  public CompletionStage<Long> updateAsync(
      String key, Bytes value, long expectedRevision, WriteOptions options) {
    return outward(write(options.put(key, value), at(key, expectedRevision)));
  }

  @Override
  public long update(String key, Bytes value, long expectedRevision, WriteOptions options)
      throws InterruptedException {
    return Waiting.on(write(options.put(key, value), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key) {
    return outward(write(Operation.Delete.of(key)));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key, long expectedRevision) {
    return outward(write(Operation.Delete.of(key), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key) {
    return outward(write(Operation.Purge.of(key)));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key, long expectedRevision) {
    return outward(write(Operation.Purge.of(key), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Transaction.Result> commitAsync(Transaction transaction) {
    return outward(transact(transaction));
  }

  @Override
  public Transaction.Result commit(Transaction transaction) throws InterruptedException {
    return Waiting.on(transact(transaction));
  }

  @Override
  public Watch watch(WatchOptions options, WatchListener listener) {
    return store.watch(name, options, listener);
  }

  @Override
  public String toString() {
    return "bucket '" + name + "' of " + store;
  }

  private CompletableFuture<Long> write(Operation operation, Condition... conditions) {
    var write = Command.Write.of(name, ApplicationHeaders.check(operation), conditions);
    return store.write(write, outcome -> Answers.revision(write, outcome));
  }

  private CompletableFuture<Transaction.Result> transact(Transaction transaction) {
    var write =
        new Command.Write(
            name,
            transaction.conditions(),
            ApplicationHeaders.check(transaction).operations(),
            MessageId.NONE,
            LeaseTime.NEVER);
    return store.write(write, outcome -> Answers.result(name, outcome));
  }

  private static Condition at(String key, long expectedRevision) {
    return new Condition.KeyAt(key, expectedRevision);
  }

  private static List<String> checked(String... filters) {
    Arrays.stream(filters).forEach(Names::checkFilter);
    return filters.length == 0 ? List.of(">") : List.of(filters);
  }

  private <T> CompletableFuture<T> outward(CompletableFuture<T> answer) {
    return store.outward(answer);
  }
}
