package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts keys through a server, one after another, and knows which of them were acknowledged.
 * Confined to one thread.
 */
final class AcknowledgedPuts {
  private static final String BUCKET = "puts";

  private final Map<String, Long> acknowledged = new TreeMap<>();
  private final int valueBytes;
  private int puts;

  AcknowledgedPuts(int valueBytes) {
    this.valueBytes = valueBytes;
  }

  /** What is done with the bucket of a server, over one connection. */
  interface Use {
    void with(Bucket bucket) throws InterruptedException;
  }

  /** Makes the bucket unless it is there; a server without space would refuse that. */
  static void use(ServerProcess server, Use use) throws InterruptedException {
    connected(server, store -> use.with(store.createBucket(BucketConfig.of(BUCKET))));
  }

  /** The same where the bucket must be there. */
  static void look(ServerProcess server, Use use) throws InterruptedException {
    connected(server, store -> use.with(store.bucket(BUCKET)));
  }

  private interface Connected {
    void with(KeyValueStore store) throws InterruptedException;
  }

  private static void connected(ServerProcess server, Connected use) throws InterruptedException {
    try (var scheduler = ThreadScheduler.create("puts");
        KeyValueStore store =
            RemoteStore.connect(
                RemoteOptions.to(server.url())
                    .scheduler(scheduler)
                    .requestTimeout(Duration.ofSeconds(5))
                    .build())) {
      use.with(store);
    }
  }

  /** Puts the next key; one that fails is not counted, whatever became of it. */
  void put(Bucket bucket) throws InterruptedException {
    String key = "k" + puts++;
    acknowledged.put(key, bucket.put(key, value(key)));
  }

  /** Puts until one fails; why. */
  HoldfastException putUntilFailure(Bucket bucket, int atMost) throws InterruptedException {
    for (int i = 0; i < atMost; i++) {
      try {
        put(bucket);
      } catch (HoldfastException e) {
        return e;
      }
    }
    throw new AssertionError(atMost + " puts were acknowledged, and none was to be");
  }

  int count() {
    return acknowledged.size();
  }

  void delete(Bucket bucket, String key) throws InterruptedException {
    bucket.delete(key);
    acknowledged.remove(key);
  }

  /** Everything acknowledged is there, as it was. */
  void check(Bucket bucket) throws InterruptedException {
    Map<String, Entry> found = new TreeMap<>();
    bucket.entries().forEach(entry -> found.put(entry.key(), entry));
    acknowledged.forEach(
        (key, revision) -> {
          Entry entry = found.get(key);
          assertEquals(revision, entry == null ? null : entry.revision(), "revision of " + key);
        });
    found.values().forEach(entry -> assertEquals(value(entry.key()), entry.value(), entry.key()));
  }

  private Bytes value(String key) {
    var bytes = new byte[valueBytes];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (key.hashCode() + i);
    }
    return Bytes.wrap(bytes);
  }
}
