package io.holdfast.kv.store;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.time.InlineScheduler;
import java.util.List;
import java.util.stream.Collectors;

/** A store of two keys that every transaction makes equal. */
final class PairStore {
  private final LocalStore store = InMemoryStore.open(new InlineScheduler());
  private final Bucket bucket;

  PairStore() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    bucket = store.bucketAsync("b").toCompletableFuture().join();
    write(0);
  }

  void write(int number) {
    Bytes value = Bytes.utf8(Integer.toString(number));
    store.submit(
        new Command.Write(
            "b",
            List.of(),
            List.of(Operation.Put.of("a", value), Operation.Put.of("b", value)),
            MessageId.NONE,
            LeaseTime.NEVER));
  }

  int read(String key) {
    var found = bucket.getAsync(key, Consistency.LOCAL).toCompletableFuture().join();
    return Integer.parseInt(found.orElseThrow().value().utf8());
  }

  /** The values of both keys, and the revision of the list. */
  String list(String... filters) {
    var listing = bucket.entriesAsync(filters).toCompletableFuture().join();
    return listing.items().stream()
            .map(entry -> entry.value().utf8())
            .collect(Collectors.joining("="))
        + "@"
        + listing.revision();
  }
}
