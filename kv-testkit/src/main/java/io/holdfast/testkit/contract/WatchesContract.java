package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Watches: where they begin, what they show, how they end (guarantees G20 to G22). */
public interface WatchesContract extends StoreAccess {
  @Test
  default void shouldShowTheNewestOfEachKeyAndThenWhatComes() {
    put("a", "1");
    put("b", "1");
    put("a", "2");

    HeardWatch watch = watch(WatchOptions.all());
    heard(watch, "b=1@2", "a=2@3", "synced");
    put("c", "1");
    await(bucket().deleteAsync("a"));

    heard(watch, "b=1@2", "a=2@3", "synced", "c=1@4", "a=DELETE@5");
  }

  @Test
  default void shouldDoTheSameForACallerThatNeverBlocks() {
    Bucket direct = bucket().direct();
    var watch = new HeardWatch();
    try (Watch running = direct.watch(WatchOptions.all(), watch)) {
      long first = put(direct, "a", "1");
      // A watch begins with what is there, and may begin after the second write.
      eventually("the first is heard", () -> watch.entries().size() == 1);
      put("a", "2");

      assertEquals(bucket().name(), direct.name());
      assertEquals("2", text(direct, "a"));
      assertThrows(
          WrongRevisionException.class,
          () -> await(direct.updateAsync("a", Bytes.utf8("3"), first, WriteOptions.DEFAULT)));
      eventually("both are heard", () -> watch.entries().size() == 2);
      eventually("the watch says so", () -> running.revision() == 2);
      assertEquals(List.of("a=1@1", "a=2@2"), inShort(watch.entries()));
    }
  }

  @Test
  default void shouldShowEverythingKeptFromHistoryOn() {
    put("a", "1");
    put("b", "1");
    put("a", "2");
    await(bucket().deleteAsync("b"));

    heard(
        watch(WatchOptions.all().from(Start.HISTORY)),
        "a=1@1",
        "b=1@2",
        "a=2@3",
        "b=DELETE@4",
        "synced");
  }

  @Test
  default void shouldShowOnlyWhatComesAfterAWatchForUpdates() {
    put("a", "1");

    HeardWatch watch = watch(WatchOptions.all().from(Start.UPDATES));
    put("a", "2");

    eventually("the update arrives", () -> !watch.entries().isEmpty());
    assertEquals(List.of("a=2@2"), inShort(watch.entries()));
    eventually("the watch is in sync", () -> watch.heard().contains("synced"));
  }

  @Test
  default void shouldGoOnFromARevision() {
    put("a", "1");
    long second = put("b", "1");
    put("a", "2");

    heard(watch(WatchOptions.all().from(Start.from(second))), "b=1@2", "a=2@3", "synced");
  }

  @Test
  default void shouldWaitForARevisionThatIsYetToCome() {
    long last = put("a", "1");

    HeardWatch watch = watch(WatchOptions.all().from(Start.from(last + 2)));
    eventually("the watch is in sync", () -> watch.heard().contains("synced"));
    put("a", "2");
    put("a", "3");

    eventually("the awaited revision arrives", () -> !watch.entries().isEmpty());
    assertEquals(List.of("a=3@3"), inShort(watch.entries()));
  }

  @Test
  default void shouldTellThatNothingIsThereYet() {
    heard(watch(WatchOptions.all()), "synced");
    heard(watch(WatchOptions.key("a")), "synced");
  }

  @Test
  default void shouldShowWhatMatchesAnyFilterOnce() {
    for (String key : List.of("a.b", "a.c", "b.b", "a.b.c", "ab")) {
      put(key, "1");
    }

    heard(watch(WatchOptions.matching("a.*", "*.b")), "a.b=1@1", "a.c=1@2", "b.b=1@3", "synced");
    heard(watch(WatchOptions.key("ab")), "ab=1@5", "synced");
    heard(watch(WatchOptions.matching("a.>")), "a.b=1@1", "a.c=1@2", "a.b.c=1@4", "synced");
  }

  @Test
  default void shouldLeaveMarkersOutWhenAsked() {
    put("a", "1");
    put("b", "1");
    await(bucket().deleteAsync("a"));

    HeardWatch watch = watch(WatchOptions.all().withoutMarkers());
    heard(watch, "b=1@2", "synced");
    await(bucket().purgeAsync("b"));
    put("c", "1");

    heard(watch, "b=1@2", "synced", "c=1@5");
  }

  @Test
  default void shouldLeaveValuesOutWhenAsked() {
    put("a", "1");

    HeardWatch watch = watch(WatchOptions.all().withoutValues());

    heard(watch, "a=@1", "synced");
  }

  @Test
  default void shouldShowMarkersWithTheirKind() {
    put("a", "1");
    put("b", "1");
    await(bucket().deleteAsync("a"));
    await(bucket().purgeAsync("b"));

    HeardWatch watch = watch(WatchOptions.all());

    heard(watch, "a=DELETE@3", "b=PURGE@4", "synced");
    assertEquals(EntryKind.PURGE, watch.entries().get(1).kind());
  }

  @Test
  default void shouldDeliverALongRunOfWritesInOrderAndOnce() {
    HeardWatch watch = watch(WatchOptions.all());
    int writes = 300;
    for (int i = 0; i < writes; i++) {
      put("key-" + i, "v" + i);
    }

    eventually("all entries arrive", () -> watch.entries().size() >= writes);

    List<Entry> entries = watch.entries();
    assertEquals(writes, entries.size());
    assertEquals(
        entries.stream().sorted(Comparator.comparingLong(Entry::revision)).toList(), entries);
  }

  @Test
  default void shouldEndAtTheNewestValueHoweverManyWereLeftOut() {
    HeardWatch watch = watch(WatchOptions.all());
    long last = 0;
    for (int i = 0; i < 200; i++) {
      last = put("a", "v" + i);
    }

    String newest = "a=v199@" + last;
    eventually("the newest value arrives", () -> watch.heard().contains(newest));
    List<String> entries = inShort(watch.entries());
    assertEquals(newest, entries.get(entries.size() - 1));
  }

  @Test
  default void shouldSeeEveryWriteAcknowledgedBeforeIt() {
    for (int i = 0; i < 20; i++) {
      put("a", "v" + i);
      HeardWatch watch = watch(WatchOptions.key("a"));
      eventually("the watch is in sync", () -> watch.heard().contains("synced"));

      assertEquals(List.of("a=v" + i + "@" + (i + 1), "synced"), watch.heard());
    }
  }

  @Test
  default void shouldTellHowFarItHasCome() {
    var heard = new HeardWatch();
    try (Watch watch = bucket().watch(WatchOptions.all(), heard)) {
      long last = put("a", "1");

      eventually("the watch tells the last revision", () -> watch.revision() >= last);
      assertEquals(List.of("a=1@1"), inShort(heard.entries()));
    }
  }

  @Test
  default void shouldCallNobodyOnceClosed() {
    var closed = new HeardWatch();
    Watch watch = bucket().watch(WatchOptions.all(), closed);
    eventually("the watch is in sync", () -> closed.heard().contains("synced"));

    watch.close();
    watch.close();
    put("a", "1");
    HeardWatch witness = watch(WatchOptions.all());
    put("a", "2");

    eventually("another watch sees the write", () -> witness.heard().contains("a=2@2"));
    assertEquals(List.of("synced"), closed.heard());
  }

  @Test
  default void shouldMakeTheCallThatClosesAWatchItsLast() {
    for (int i = 0; i < 5; i++) {
      put("key-" + i, "1");
    }
    var heard = new HeardWatch();
    var running = new CompletableFuture<Watch>();
    running.complete(
        bucket()
            .watch(
                WatchOptions.all(),
                entry -> {
                  heard.onEntry(entry);
                  running.join().close();
                }));
    put("a", "1");

    HeardWatch witness = watch(WatchOptions.all());
    eventually("another watch is in sync", () -> witness.heard().contains("synced"));
    eventually("the first entry arrives", () -> !heard.heard().isEmpty());
    put("a", "2");
    eventually("another watch sees the write", () -> witness.heard().contains("a=2@7"));
    assertEquals(List.of("key-0=1@1"), heard.heard());
  }

  @Test
  default void shouldGoOnWhenAListenerFails() {
    var heard = new HeardWatch();
    WatchListener failing =
        entry -> {
          heard.onEntry(entry);
          throw new IllegalStateException("thrown on purpose by a test's listener");
        };
    try (Watch watch = bucket().watch(WatchOptions.all(), failing)) {
      put("a", "1");
      eventually("the first entry arrives", () -> heard.heard().contains("a=1@1"));
      put("a", "2");
      eventually("the second entry arrives", () -> heard.heard().contains("a=2@2"));
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  default void shouldFinishAListingWhoseListenerFailsWithAnError() {
    put("a", "1");
    put("b", "1");
    var heard = new HeardWatch();
    WatchListener failing =
        new WatchListener() {
          @Override
          public void onEntry(Entry entry) {
            heard.onEntry(entry);
            throw new AssertionError("thrown on purpose by a test's listener");
          }

          @Override
          public void onSynced(long revision) {
            heard.onSynced(revision);
          }
        };

    try (Watch watch = bucket().watch(WatchOptions.all(), failing)) {
      eventually("the listing ends", () -> heard.heard().contains("synced"));
      assertEquals(List.of("a=1@1", "b=1@2", "synced"), heard.heard());
      assertEquals(2, watch.revision());
    }
  }

  @Test
  default void shouldTellWhenTheBucketIsDeleted() {
    HeardWatch watch = watch(WatchOptions.all());
    eventually("the watch is in sync", () -> watch.heard().contains("synced"));

    await(store().deleteBucketAsync(bucket().name()));

    eventually("the watch ends", () -> watch.closed() != null);
    assertInstanceOf(NotFoundException.class, watch.closed());
  }

  @Test
  default void shouldTellWhenThereIsNoBucketToWatch() {
    await(store().deleteBucketAsync(bucket().name()));

    HeardWatch watch = watch(WatchOptions.all());

    eventually("the watch ends", () -> watch.closed() != null);
    assertInstanceOf(NotFoundException.class, watch.closed());
    assertEquals(List.of("closed"), watch.heard());
  }

  @Test
  default void shouldListAgainWhenHistoryWasLost() {
    Bucket aging = newBucket(settings -> settings.ttl(Duration.ofSeconds(1)));
    put(aging, "a", "1");
    eventually("the key expires", () -> await(aging.keysAsync()).items().isEmpty());
    put(aging, "b", "1");

    var heard = new HeardWatch();
    try (Watch watch = aging.watch(WatchOptions.all().from(Start.from(1)), heard)) {
      eventually("the watch is in sync", () -> heard.heard().contains("synced"));
      assertEquals("resync", heard.heard().get(0));
      assertTrue(watch.revision() >= 1);
    }
  }

  private HeardWatch watch(WatchOptions options) {
    var heard = new HeardWatch();
    Watch untilTheStoreCloses = bucket().watch(options, heard);
    assertTrue(untilTheStoreCloses.revision() >= 0);
    return heard;
  }

  private void heard(HeardWatch watch, String... expected) {
    eventually(
        "the watch tells " + List.of(expected), () -> watch.heard().size() >= expected.length);
    assertEquals(List.of(expected), watch.heard());
  }

  private static List<String> inShort(List<Entry> entries) {
    return entries.stream().map(StoreAccess::inShort).toList();
  }
}
