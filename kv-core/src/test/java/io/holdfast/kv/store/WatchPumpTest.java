package io.holdfast.kv.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.time.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G20")
@Tag("G22")
class WatchPumpTest {
  private final ManualScheduler time = new ManualScheduler();
  private final LocalStore store = InMemoryStore.open(time);
  private final RecordingListener listener = new RecordingListener();
  private Bucket bucket;

  @BeforeEach
  void createBucket() throws InterruptedException {
    bucket = store.createBucket(BucketConfig.of("b"));
  }

  @Test
  void shouldDeliverTheNewestThenTellThenFollow() throws InterruptedException {
    bucket.put("a", "1");
    bucket.put("b", "1");
    bucket.put("a", "2");

    Watch watch = bucket.watch(WatchOptions.all(), listener);
    time.runReady();
    bucket.delete("b");
    time.runReady();

    assertEquals(List.of("b@2", "a@3", "synced 3", "b@4 DELETE"), listener.heard);
    assertEquals(4, watch.revision());
  }

  @Test
  void shouldTellWhenNothingMatches() {
    bucket.watch(WatchOptions.key("a"), listener);
    time.runReady();

    assertEquals(List.of("synced 0"), listener.heard);
  }

  @Test
  void shouldBeginAWatchForUpdatesAtTheCallAndNotLater() throws InterruptedException {
    bucket.put("a", "before");
    bucket.watch(WatchOptions.all().from(Start.UPDATES), listener);
    bucket.put("a", "after");
    time.runReady();

    assertEquals(List.of("a@2", "synced 2"), listener.heard);
  }

  @Test
  void shouldSyncOnlyOnceAWholeStateWasDelivered() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      bucket.put("k" + i, "1");
    }
    // Rewrites a key that the watch has not come to yet, so that its first entry is never
    // delivered.
    WatchListener rewriting =
        new WatchListener() {
          @Override
          public void onEntry(Entry entry) {
            listener.onEntry(entry);
            if (entry.revision() == 1) {
              var unused = bucket.putAsync("k500", Bytes.utf8("2"), WriteOptions.DEFAULT);
            }
          }

          @Override
          public void onSynced(long revision) {
            listener.onSynced(revision);
          }
        };

    bucket.watch(WatchOptions.all(), rewriting);
    time.runReady();

    assertEquals(601, listener.heard.size());
    assertTrue(listener.heard.indexOf("k500@601") < listener.heard.indexOf("synced 601"));
  }

  @Test
  void shouldListAgainWhenHistoryWasLost() throws InterruptedException {
    Bucket aging =
        store.createBucket(BucketConfig.builder("aging").ttl(Duration.ofSeconds(1)).build());
    aging.put("a", "1");
    time.advance(Duration.ofSeconds(2));
    aging.put("b", "1");
    aging.watch(WatchOptions.all().from(Start.from(1)), listener);
    time.runReady();

    assertEquals(List.of("resync", "b@2", "synced 2"), listener.heard);
  }

  @Test
  void shouldTellThatTheBucketIsGone() throws InterruptedException {
    bucket.watch(WatchOptions.all(), listener);
    time.runReady();
    store.deleteBucket("b");
    time.runReady();

    assertEquals(List.of("synced 0", "closed NotFoundException"), listener.heard);
  }

  @Test
  void shouldTellThatTheStoreWasClosed() {
    bucket.watch(WatchOptions.all(), listener);
    time.runReady();
    store.close();
    time.runReady();

    assertEquals(List.of("synced 0", "closed StoreClosedException"), listener.heard);
  }

  @Test
  void shouldCallNobodyAfterClose() throws InterruptedException {
    Watch watch = bucket.watch(WatchOptions.all(), listener);
    bucket.put("a", "1");
    watch.close();
    watch.close();
    time.runReady();
    bucket.put("a", "2");
    time.runReady();

    assertEquals(List.of(), listener.heard);
  }

  @Test
  void shouldGoOnAfterAListenerFailed() throws InterruptedException {
    bucket.put("a", "1");
    bucket.watch(
        WatchOptions.all(),
        entry -> {
          listener.onEntry(entry);
          throw new IllegalStateException("on purpose");
        });
    time.runReady();
    bucket.put("a", "2");
    time.runReady();

    assertEquals(List.of("a@1", "a@2"), listener.heard);
  }
}
