package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** G9 on one node: kill -9 at any moment, again and again, loses nothing that was acknowledged. */
@Tag("G2")
@Tag("G9")
class ServerCrashIT {
  private static final int KILLS = Integer.getInteger("holdfast.crash.kills", 20);
  private static final int CALLERS = 64;

  /** Enough to be in the middle of things, different each time, so that the kill falls anywhere. */
  private static final int ACKNOWLEDGED_BEFORE_KILL = 300;

  @TempDir Path directory;

  /** What was acknowledged: the key is unique to the put. */
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  private final AtomicLong puts = new AtomicLong();

  @Test
  @Timeout(value = 240, unit = TimeUnit.SECONDS)
  void shouldKeepEveryAcknowledgedPutOverTwentyKills() throws Exception {
    Path data = directory.resolve("data");
    long highest = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      try (var server = ServerProcess.start(data, 0);
          var scheduler = ThreadScheduler.create("crash");
          var store = connect(server, scheduler)) {
        Bucket bucket = store.createBucket(BucketConfig.of("crash"));
        checkAcknowledged(bucket);
        long lastRevision = bucket.status().lastRevision();
        assertTrue(
            lastRevision >= highest, "revisions went back to " + lastRevision + " from " + highest);
        putUntilKilled(server, bucket, ACKNOWLEDGED_BEFORE_KILL + 37 * kill);
        highest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
      }
    }
    try (var server = ServerProcess.start(data, 0);
        var scheduler = ThreadScheduler.create("crash");
        var store = connect(server, scheduler)) {
      checkAcknowledged(store.bucket("crash"));
    }
    System.out.printf("%d kills, %d puts acknowledged, 0 lost%n", KILLS, acknowledged.size());
  }

  private static KeyValueStore connect(ServerProcess server, ThreadScheduler scheduler)
      throws InterruptedException {
    return RemoteStore.connect(
        RemoteOptions.to(server.url())
            .scheduler(scheduler)
            .requestTimeout(Duration.ofSeconds(5))
            .build());
  }

  /**
   * Each caller puts one key after another, the next when the last is acknowledged, until the
   * server dies.
   */
  private void putUntilKilled(ServerProcess server, Bucket bucket, int enough)
      throws InterruptedException {
    var stopped = new AtomicBoolean();
    var acks = new CountDownLatch(enough);
    for (int caller = 0; caller < CALLERS; caller++) {
      putNext(bucket, stopped, acks);
    }
    assertTrue(
        acks.await(30, TimeUnit.SECONDS), "the server acknowledged too few puts within 30 s");
    server.kill();
    stopped.set(true);
  }

  private void putNext(Bucket bucket, AtomicBoolean stopped, CountDownLatch acks) {
    if (stopped.get()) {
      return;
    }
    String key = "k" + puts.incrementAndGet();
    bucket
        .putAsync(key, Bytes.utf8("value of " + key), WriteOptions.DEFAULT)
        .whenComplete(
            (revision, failure) -> {
              if (failure == null) {
                acknowledged.put(key, revision);
                acks.countDown();
                putNext(bucket, stopped, acks);
              }
            });
  }

  private void checkAcknowledged(Bucket bucket) throws InterruptedException {
    Map<String, Entry> found = new ConcurrentHashMap<>();
    bucket.entries().forEach(entry -> found.put(entry.key(), entry));
    acknowledged.forEach(
        (key, revision) -> {
          var entry = Optional.ofNullable(found.get(key));
          assertEquals(Optional.of(revision), entry.map(Entry::revision), "revision of " + key);
          assertEquals(
              Bytes.utf8("value of " + key), entry.orElseThrow().value(), "value of " + key);
        });
  }
}
