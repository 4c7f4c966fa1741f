package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.net.remote.Proxy.Answers;
import io.holdfast.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch goes on across lost connections, servers and messages (guarantees G20 to G23). */
@Timeout(60)
class WatchResumeTest {
  /** For what takes a tenth of a second, on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServedStore served;
  private Proxy proxy;
  private KeyValueStore store;
  private Bucket local;

  @BeforeEach
  void open() throws InterruptedException {
    served = new ServedStore();
    proxy = new Proxy(served.port());
    store = RemoteStore.connect(ServedStore.optionsFor(proxy.url()).build());
    local = served.local().createBucket(BucketConfig.builder("B").history(20).build());
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
    served.close();
  }

  @Test
  void shouldGoOnWithoutGapOrRepeatAfterEachCut() throws Exception {
    int entries = 400;
    var revisions = new ArrayList<Long>();
    var all = new CountDownLatch(entries);
    WatchListener listener =
        entry -> {
          revisions.add(entry.revision());
          all.countDown();
        };
    try (var watch = store.bucket("B").watch(WatchOptions.all().from(Start.HISTORY), listener)) {
      for (int i = 1; i <= entries; i++) {
        local.put("k" + i % 40, "v" + i);
        if (i % 100 == 50) {
          proxy.cut();
        }
      }
      assertTrue(all.await(30, TimeUnit.SECONDS), () -> "still missing " + all.getCount());
      // The watch counts an entry as delivered once the listener has returned from it.
      Eventually.until(PATIENCE, "a watch at its end", () -> watch.revision() >= entries);
      assertEquals(entries, watch.revision());
    }
    var expected = new ArrayList<Long>();
    for (long revision = 1; revision <= entries; revision++) {
      expected.add(revision);
    }
    assertEquals(expected, revisions);
  }

  @Test
  void shouldNoticeThatTheServerHasGoneSilent() throws InterruptedException {
    var heard = new RecordedWatch();
    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      heard.next();
      proxy.answers(Answers.LOSE);
      local.put("k", "1");
      local.put("k", "2");
      proxy.awaitAffected();

      proxy.answers(Answers.PASS);

      assertEquals(List.of("PUT k@1=1", "PUT k@2=2"), heard.next(2));
      assertEquals(List.of(), heard.rest());
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  void shouldGoOnAfterTheServerWasAway() throws InterruptedException {
    local.put("k", "1");
    var heard = new RecordedWatch();
    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT k@1=1", "synced 1"), heard.next(2));
      proxy.partition();
      local.put("k", "2");
      local.delete("k");

      proxy.mend();

      assertEquals(List.of("PUT k@2=2", "DELETE k@3"), heard.next(2));
      assertTrue(watch.revision() >= 2);
    }
  }

  @Test
  void shouldGoOnBehindAnEntryWhoseOwnHeaderLooksLikeOurs() throws InterruptedException {
    var headers = Headers.of("Holdfast-Lease", "no lease at all");
    // No store of ours takes that from an application, but a plain NATS server does.
    var put = WriteOptions.DEFAULT.headers(headers).put("k", Bytes.utf8("1"));
    served.local().submit(Command.Write.of("B", put)).join();
    local.put("l", "2");
    var heard = new RecordedWatch();

    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT k@1=1", "PUT l@2=2", "synced 2"), heard.next(3));
      assertTrue(watch.revision() >= 2);
    }
  }

  /** Between the look at the bucket and the consumer, another bucket takes the name. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldListAgainWhenTheBucketBecomesAnotherWhileItGoesOn(boolean longer)
      throws InterruptedException {
    int entries = longer ? 4 : 2;
    var options = ServedStore.optionsFor(proxy.url()).build();
    var link = new InterposedLink(JnatsLink.connect(options));
    local.put("k1", "old");
    local.put("k2", "old");
    local.put("k3", "old");
    var heard = new RecordedWatch();
    try (var interposed = RemoteStore.over(link, options);
        var watch = interposed.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals("synced 3", heard.next(4).get(3));
      var replaced = new CompletableFuture<Void>();
      link.beforeNext(
          Streams.API + "CONSUMER.CREATE.",
          () -> {
            try {
              served.local().deleteBucket("B");
              Bucket other = served.local().createBucket(BucketConfig.of("B"));
              for (int i = 1; i <= entries; i++) {
                other.put("k" + i, "new");
              }
              replaced.complete(null);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });

      proxy.cut();

      replaced.orTimeout(20, TimeUnit.SECONDS).join();
      var expected = new ArrayList<>(List.of("resync"));
      for (int i = 1; i <= entries; i++) {
        expected.add("PUT k" + i + "@" + i + "=new");
      }
      expected.add("synced " + entries);
      assertEquals(expected, heard.next(expected.size()));
      assertTrue(watch.revision() >= 0);
    }
  }

  @Test
  void shouldListAgainWhenHistoryWasLostMeanwhile() throws Exception {
    var keyTtl = WriteOptions.DEFAULT.ttl(Duration.ofMillis(100));
    local.put("gone", "1");
    local.put("kept", "2");
    var heard = new RecordedWatch();
    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT gone@1=1", "PUT kept@2=2", "synced 2"), heard.next(3));
      proxy.partition();
      // Its last trace goes without a marker, so no event can tell of it.
      local.purge("gone");
      local.put("brief", Bytes.utf8("3"), keyTtl);
      awaitExpiry("brief");

      proxy.mend();

      assertEquals(List.of("resync", "PUT kept@2=2", "PURGE gone@3", "synced 4"), heard.next(4));
      assertTrue(watch.revision() >= 3);
    }
  }

  @Test
  void shouldListAgainInAnotherLifeOfTheBucket() throws InterruptedException {
    local.put("k", "1");
    var heard = new RecordedWatch();
    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT k@1=1", "synced 1"), heard.next(2));
      proxy.partition();
      served.local().deleteBucket("B");
      local = served.local().createBucket(BucketConfig.of("B"));
      local.put("k", "2");

      proxy.mend();

      assertEquals(List.of("resync", "PUT k@1=2", "synced 1"), heard.next(3));
      assertEquals(1, watch.revision());
    }
  }

  @Test
  void shouldGoOnWithTheRestartedServer() throws InterruptedException {
    local.put("k", "1");
    var heard = new RecordedWatch();
    try (var watch = store.bucket("B").watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT k@1=1", "synced 1"), heard.next(2));

      served.stop();
      local.put("k", "2");
      served.restart();

      assertEquals("PUT k@2=2", heard.next());
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  void shouldHoldUpOnlyTheSlowListener() throws InterruptedException {
    var blocked = new CountDownLatch(1);
    WatchListener slow =
        (Entry entry) -> {
          try {
            blocked.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    var heard = new RecordedWatch();
    Bucket bucket = store.bucket("B");
    try (var stuck = bucket.watch(WatchOptions.all(), slow);
        var quick = bucket.watch(WatchOptions.all(), heard)) {
      heard.next();
      for (int i = 1; i <= 100; i++) {
        bucket.put("k", "v" + i);
      }

      assertEquals("PUT k@100=v100", heard.next(100).get(99));
      assertTrue(stuck.revision() <= 1 && quick.revision() >= 99);
      blocked.countDown();
    }
  }

  /** The server stalls on flow control and sends heartbeats meanwhile: they end no listing. */
  @Test
  void shouldDeliverTheWholeListingThoughTheListenerIsSlow() throws InterruptedException {
    int keys = 200;
    for (int i = 1; i <= keys; i++) {
      local.put("k" + i, "v".repeat(30_000));
    }
    var delivered = new AtomicInteger();
    var deliveredBeforeSynced = new CompletableFuture<Integer>();
    var goOn = new CountDownLatch(1);
    WatchListener slow =
        new WatchListener() {
          @Override
          public void onEntry(Entry entry) {
            delivered.incrementAndGet();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void onSynced(long revision) {
            deliveredBeforeSynced.complete(delivered.get());
          }
        };
    proxy.lookFor("Nats-Consumer-Stalled");
    try (var watch = store.bucket("B").watch(WatchOptions.all(), slow)) {
      proxy.awaitAffected();
      goOn.countDown();

      assertEquals(keys, deliveredBeforeSynced.orTimeout(20, TimeUnit.SECONDS).join());
      assertTrue(watch.revision() >= keys);
    }
  }

  private void awaitExpiry(String key) throws Exception {
    Eventually.until(PATIENCE, "the expiry of " + key, () -> local.get(key).isEmpty());
  }
}
