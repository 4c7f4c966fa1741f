package io.holdfast.net.remote;

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
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.ApplicationHeaders;
import io.holdfast.kv.command.CommandRules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One bucket of a remote store. Thread-safe: holds nothing that changes. */
final class RemoteBucket implements Bucket {
  private final String name;
  private final Reads reads;
  private final Writes writes;
  private final Streams streams;
  private final Watches watches;
  private final @Nullable Direct direct;
  private final Executor told;

  /**
   * A bucket.
   *
   * @param direct how a caller that never blocks reaches it; null: like any other
   * @param told where the listeners of watches are called
   */
  RemoteBucket(
      String name,
      Reads reads,
      Writes writes,
      Streams streams,
      Watches watches,
      @Nullable Direct direct,
      Executor told) {
    this.name = name;
    this.reads = reads;
    this.writes = writes;
    this.streams = streams;
    this.watches = watches;
    this.direct = direct;
    this.told = told;
  }

  /** Reads and writes that are answered on the thread that brings the answer. */
  record Direct(Reads reads, Writes writes) {}

  @Override
  public Bucket direct() {
    return direct == null
        ? this
        : new RemoteBucket(
            name, direct.reads, direct.writes, streams, watches, null, Runnable::run);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<Optional<Entry>> getAsync(String key, Consistency consistency) {
    Names.checkKey(key);
    return Edge.of(
        reads
            .newest(name, key, consistency)
            .thenApply(found -> found.filter(entry -> !entry.isMarker())));
  }

  @Override
  public CompletionStage<Optional<Entry>> getRevisionAsync(String key, long revision) {
    Names.checkKey(key);
    CommandRules.checkRevision(key, revision);
    return Edge.of(reads.at(name, key, revision));
  }

  @Override
  public CompletionStage<Listing<String>> keysAsync(String... filters) {
    return Edge.of(
        reads
            .list(name, checked(filters), false)
            .thenApply(
                found ->
                    new Listing<>(
                        found.items().stream().map(Entry::key).sorted().toList(),
                        found.revision())));
  }

  @Override
  public CompletionStage<Listing<Entry>> entriesAsync(String... filters) {
    return Edge.of(reads.list(name, checked(filters), true));
  }

  @Override
  public CompletionStage<Listing<Entry>> historyAsync(String key) {
    Names.checkKey(key);
    return Edge.of(reads.history(name, key));
  }

  @Override
  public CompletionStage<Long> putAsync(String key, Bytes value, WriteOptions options) {
    return write(options.put(key, value), null);
  }

  @Override
  public CompletionStage<Long> createAsync(String key, Bytes value, WriteOptions options) {
    return write(options.put(key, value), new Condition.KeyAbsent(key));
  }

  @Override
  public CompletionStage<Long> updateAsync(
      String key, Bytes value, long expectedRevision, WriteOptions options) {
    return write(options.put(key, value), at(key, expectedRevision));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key) {
    return write(Operation.Delete.of(key), null);
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key, long expectedRevision) {
    return write(Operation.Delete.of(key), at(key, expectedRevision));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key) {
    return write(Operation.Purge.of(key), null);
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key, long expectedRevision) {
    return write(Operation.Purge.of(key), at(key, expectedRevision));
  }

  @Override
  public CompletionStage<Transaction.Result> commitAsync(Transaction transaction) {
    ApplicationHeaders.check(CommandRules.check(transaction));
    return Edge.of(watches.positioned().thenCompose(done -> writes.commit(name, transaction)));
  }

  @Override
  public CompletionStage<BucketStatus> statusAsync() {
    return Edge.of(streams.status(name));
  }

  @Override
  public Watch watch(WatchOptions options, WatchListener listener) {
    return watches.open(name, options, listener, told);
  }

  private Condition at(String key, long expectedRevision) {
    CommandRules.checkRevision(key, expectedRevision);
    return new Condition.KeyAt(key, expectedRevision);
  }

  /**
   * Makes a write once every watch for updates that was started before knows where it begins, so
   * that it shows what its own client writes next.
   */
  private CompletionStage<Long> write(Operation operation, @Nullable Condition expectation) {
    ApplicationHeaders.check(CommandRules.check(operation));
    CompletionStage<Void> positioned = watches.positioned();
    return Edge.of(positioned.thenCompose(done -> writes.write(name, operation, expectation)));
  }

  private static List<String> checked(String[] filters) {
    if (filters.length == 0) {
      return List.of(">");
    }
    List<String> all = List.of(filters);
    all.forEach(Names::checkFilter);
    return all;
  }
}
