package io.holdfast.net.remote;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One bucket of a remote store. Thread-safe: holds nothing that changes. */
final class RemoteBucket implements Bucket {
  private final String name;
  private final Reads reads;
  private final Writes writes;
  private final Streams streams;
  private final Watches watches;

  RemoteBucket(String name, Reads reads, Writes writes, Streams streams, Watches watches) {
    this.name = name;
    this.reads = reads;
    this.writes = writes;
    this.streams = streams;
    this.watches = watches;
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
    checkRevision(key, revision);
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
    Names.checkKey(key);
    return Edge.of(writes.write(name, options.put(key, value), null));
  }

  @Override
  public CompletionStage<Long> createAsync(String key, Bytes value, WriteOptions options) {
    Names.checkKey(key);
    return Edge.of(writes.write(name, options.put(key, value), new Condition.KeyAbsent(key)));
  }

  @Override
  public CompletionStage<Long> updateAsync(
      String key, Bytes value, long expectedRevision, WriteOptions options) {
    return Edge.of(writes.write(name, options.put(key, value), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key) {
    Names.checkKey(key);
    return Edge.of(writes.write(name, Operation.Delete.of(key), null));
  }

  @Override
  public CompletionStage<Long> deleteAsync(String key, long expectedRevision) {
    return Edge.of(writes.write(name, Operation.Delete.of(key), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key) {
    Names.checkKey(key);
    return Edge.of(writes.write(name, Operation.Purge.of(key), null));
  }

  @Override
  public CompletionStage<Long> purgeAsync(String key, long expectedRevision) {
    return Edge.of(writes.write(name, Operation.Purge.of(key), at(key, expectedRevision)));
  }

  @Override
  public CompletionStage<Transaction.Result> commitAsync(Transaction transaction) {
    return Edge.of(writes.commit(name, transaction));
  }

  @Override
  public CompletionStage<BucketStatus> statusAsync() {
    return Edge.of(streams.status(name));
  }

  @Override
  public Watch watch(WatchOptions options, WatchListener listener) {
    return watches.open(name, options, listener);
  }

  private Condition at(String key, long expectedRevision) {
    Names.checkKey(key);
    checkRevision(key, expectedRevision);
    return new Condition.KeyAt(key, expectedRevision);
  }

  private void checkRevision(String key, long revision) {
    if (revision < 1) {
      throw new InvalidArgumentException(
          "revision of key '"
              + key
              + "' in bucket '"
              + name
              + "' must be at least 1, got "
              + revision);
    }
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
