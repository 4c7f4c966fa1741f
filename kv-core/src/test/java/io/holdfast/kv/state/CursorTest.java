package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.Cursor;
import io.holdfast.kv.watch.Cursor.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guarantees G20, G22 and G24 on the cursor of a bucket. */
@Tag("G20")
@Tag("G22")
class CursorTest {
  private static final int ANY = 1000;

  private Bench bench = Bench.plain();
  private int readyCalls;

  @Test
  void shouldListNewestEntriesInRevisionOrderAndGoOnWithUpdates() {
    bench.put("a", "1");
    bench.put("b", "1");
    bench.put("a", "2");
    Cursor cursor = open(WatchOptions.all());
    assertEquals(List.of("b@2", "a@3"), read(cursor));
    assertEquals(3, cursor.initialRevision());
    bench.put("c", "1");
    assertEquals(List.of("c@4"), read(cursor));
  }

  @Test
  void shouldListOnlyTheNewestOfADeepHistory() {
    bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(5));
    bench.put("a", "1");
    bench.put("a", "2");
    Cursor cursor = open(WatchOptions.all());
    assertEquals(List.of("a@2"), read(cursor));
    bench.put("a", "3");
    bench.put("a", "4");
    assertEquals(List.of("a@3", "a@4"), read(cursor));
  }

  @Test
  void shouldDeliverEverythingRetainedFromHistory() {
    bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(2));
    bench.put("a", "1");
    bench.put("a", "2");
    bench.put("a", "3");
    assertEquals(List.of("a@2", "a@3"), read(open(WatchOptions.all().from(Start.HISTORY))));
  }

  @Test
  void shouldDeliverOnlyWhatComesAfterOpening() {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all().from(Start.UPDATES));
    assertEquals(List.of(), read(cursor));
    bench.put("b", "1");
    assertEquals(List.of("b@2"), read(cursor));
  }

  @Test
  void shouldResumeFromARevision() {
    bench.put("a", "1");
    bench.put("b", "1");
    bench.put("c", "1");
    assertEquals(List.of("b@2", "c@3"), read(open(WatchOptions.all().from(Start.from(2)))));
  }

  @Test
  void shouldWaitForARevisionInTheFuture() {
    Cursor cursor = open(WatchOptions.all().from(Start.from(3)));
    assertEquals(List.of(), read(cursor));
    bench.put("a", "1");
    bench.put("b", "1");
    assertEquals(0, readyCalls);
    bench.put("c", "1");
    assertEquals(1, readyCalls);
    assertEquals(List.of("c@3"), read(cursor));
  }

  @Test
  void shouldTellAWatcherOfUpdatesThatAKeyWentWithoutATrace() {
    Cursor cursor = open(WatchOptions.all().from(Start.UPDATES));
    read(cursor);
    writeWithoutTrace();

    assertInstanceOf(Cursor.Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
  }

  @Test
  void shouldTellAWatcherThatHasListedThatAKeyWentWithoutATrace() {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    writeWithoutTrace();

    assertInstanceOf(Cursor.Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
  }

  @Test
  void shouldTellAWatcherOfHistoryThatAKeyWentWithoutATrace() {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all().from(Start.HISTORY));
    read(cursor);
    writeWithoutTrace();

    assertInstanceOf(Cursor.Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
  }

  /** The older value is the newest again, and ends by itself, which is told to nobody. */
  @Test
  void shouldTellASlowWatcherOfAnUnreadValueThatWentBeforeAnOlderOne() {
    bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(5));
    bench.written(Operation.Put.of("a", Bytes.utf8("read")).withTtl(Ttl.of(Duration.ofSeconds(9))));
    Cursor slow = open(WatchOptions.all());
    Cursor quick = open(WatchOptions.all());
    assertEquals(List.of("a@1"), read(slow));
    bench.written(
        Operation.Put.of("a", Bytes.utf8("unread")).withTtl(Ttl.of(Duration.ofSeconds(1))));
    assertEquals(List.of("a@2"), read(quick));
    bench.tick(Duration.ofSeconds(1));

    assertInstanceOf(Batch.Compacted.class, slow.read(ANY, Long.MAX_VALUE));
    bench.tick(Duration.ofSeconds(9));
    assertNull(bench.view().latest("a"));
    assertEquals(List.of(), read(quick));
  }

  /** Writes a value of {@code a} that has gone, with what it displaced, before anybody reads it. */
  private void writeWithoutTrace() {
    bench.written(Operation.Put.of("a", Bytes.utf8("gone")).withTtl(Ttl.of(Duration.ofSeconds(1))));
    assertEquals(1, bench.tick(Duration.ofSeconds(1)));
  }

  @Test
  void shouldShowTheNewestValueToASlowWatcherOfHistoryOne() {
    Cursor cursor = open(WatchOptions.all());
    for (int i = 0; i < 500; i++) {
      bench.put("a", "v" + i);
    }
    assertEquals(List.of("a@500"), read(cursor));
  }

  @Test
  void shouldCallReadyOnceAfterAShortReadAndOnlyForMatchingKeys() {
    Cursor cursor = open(WatchOptions.matching("orders.*"));
    read(cursor);
    bench.put("bills.1", "1");
    assertEquals(0, readyCalls);
    bench.put("orders.1", "1");
    bench.put("orders.2", "1");
    assertEquals(1, readyCalls);
    assertEquals(List.of("orders.1@2", "orders.2@3"), read(cursor));
  }

  @Test
  void shouldNotCallReadyBeforeAnythingWasRead() {
    open(WatchOptions.all());
    bench.put("a", "1");
    assertEquals(0, readyCalls);
  }

  @Test
  void shouldNotCallReadyAfterAFullRead() {
    bench.put("a", "1");
    bench.put("b", "1");
    Cursor cursor = open(WatchOptions.all());
    cursor.read(2, Long.MAX_VALUE);
    bench.put("c", "1");
    assertEquals(0, readyCalls);
    assertEquals(List.of("c@3"), read(cursor));
  }

  @Test
  void shouldNotCallReadyAfterClosing() {
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    cursor.close();
    bench.put("a", "1");
    assertEquals(0, readyCalls);
    assertEquals(List.of(), read(cursor));
  }

  @Test
  void shouldMatchAnyOfSeveralFiltersAndDeliverOnce() {
    Cursor cursor = open(WatchOptions.matching("a.>", "*.x", "b"));
    bench.put("a.x", "1");
    bench.put("b", "1");
    bench.put("c", "1");
    bench.put("c.x", "1");
    assertEquals(List.of("a.x@1", "b@2", "c.x@4"), read(cursor));
  }

  @Test
  void shouldLeaveOutMarkersAndValuesWhereAsked() {
    bench.put("a", "1");
    bench.delete("b");
    Cursor cursor = open(WatchOptions.all().withoutMarkers().withoutValues());
    var entries = assertInstanceOf(Batch.Entries.class, cursor.read(ANY, Long.MAX_VALUE)).entries();
    assertEquals(List.of("a"), entries.stream().map(Entry::key).toList());
    assertTrue(entries.get(0).value().isEmpty());
  }

  @Test
  void shouldStopAtTheBytesAskedForButDeliverAtLeastOne() {
    for (int i = 0; i < 4; i++) {
      bench.put("k" + i, "x".repeat(100));
    }
    Cursor cursor = open(WatchOptions.all());
    assertEquals(new Batch.Entries(List.of(bench.latest("k0")), 1, 3), cursor.read(ANY, 1));
    assertEquals(
        new Batch.Entries(List.of(bench.latest("k1"), bench.latest("k2")), 3, 1),
        cursor.read(ANY, 150));
  }

  @Test
  void shouldWaitForNewsWhenTheBytesEndWithTheLastEntry() {
    bench.put("a", "x".repeat(100));
    Cursor cursor = open(WatchOptions.all());
    cursor.read(ANY, 1);
    bench.put("b", "1");
    assertEquals(1, readyCalls);
  }

  @Test
  void shouldCountWhatIsLeft() {
    for (int i = 0; i < 10; i++) {
      bench.put(i % 2 == 0 ? "even." + i : "odd." + i, "1");
    }
    Cursor cursor = open(WatchOptions.matching("even.*"));
    assertEquals(5, cursor.pending());
    assertEquals(
        3, assertInstanceOf(Batch.Entries.class, cursor.read(2, Long.MAX_VALUE)).pending());
    bench.put("even.0", "2");
    bench.put("even.10", "1");
    assertEquals(5, cursor.pending());
    assertEquals(
        4, assertInstanceOf(Batch.Entries.class, cursor.read(1, Long.MAX_VALUE)).pending());
    assertEquals(
        0, assertInstanceOf(Batch.Entries.class, cursor.read(ANY, Long.MAX_VALUE)).pending());
  }

  @Test
  void shouldTellThatTheBucketIsGone() {
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    bench.apply(new Command.DeleteBucket(Bench.BUCKET));
    assertEquals(1, readyCalls);
    assertInstanceOf(Batch.BucketGone.class, cursor.read(ANY, Long.MAX_VALUE));
  }

  @Test
  void shouldTellASlowWatcherThatAnUnreadKeyWasPurged() {
    Cursor cursor = open(WatchOptions.all());
    bench.put("a", "1");
    bench.put("b", "1");
    purgeAll("a");
    var told = assertInstanceOf(Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
    assertEquals(2, told.oldestRevision());
  }

  @Test
  void shouldNotTroubleAWatcherThatIsCaughtUpWithAPurge() {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    purgeAll(">");
    assertEquals(List.of(), read(cursor));
  }

  @Test
  void shouldTellAWaitingWatcherOfAMarkerThatWasGoneBeforeItCouldBeRead() {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    bench.apply(
        List.of(
            Command.Write.of(Bench.BUCKET, Operation.Delete.of("a")),
            new Command.PurgeEntries(Bench.BUCKET, "a", Long.MAX_VALUE, 0)));
    assertEquals(1, readyCalls);
    assertInstanceOf(Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
  }

  @Test
  void shouldNotResumeBelowTheTraceFloor() {
    bench.put("a", "1");
    bench.put("b", "1");
    purgeAll("a");
    assertInstanceOf(
        Batch.Compacted.class,
        open(WatchOptions.all().from(Start.from(2))).read(ANY, Long.MAX_VALUE));
    assertEquals(List.of(), read(open(WatchOptions.all().from(Start.from(3)))));
  }

  @Test
  void shouldResumeAboveAMarkerThatHasAged() {
    bench.put("a", "1");
    bench.written(new Operation.Purge("a", Headers.NONE, Ttl.of(Duration.ofSeconds(1))));
    bench.put("b", "1");
    bench.tick(Duration.ofSeconds(1));
    assertEquals(2, bench.view().status().traceFloor());
    assertInstanceOf(
        Batch.Compacted.class,
        open(WatchOptions.all().from(Start.from(2))).read(ANY, Long.MAX_VALUE));
    assertEquals(List.of("b@3"), read(open(WatchOptions.all().from(Start.from(3)))));
  }

  @Test
  void shouldListAfreshThoughHistoryWasLost() {
    bench.put("a", "1");
    bench.put("b", "1");
    purgeAll("a");
    assertEquals(List.of("b@2"), read(open(WatchOptions.all())));
    assertEquals(List.of("b@2"), read(open(WatchOptions.all().from(Start.HISTORY))));
  }

  @Test
  void shouldGoOnListingWhenAnUnreadKeyVanishes() {
    bench.put("a", "1");
    bench.put("b", "1");
    bench.put("c", "1");
    Cursor cursor = open(WatchOptions.all());
    cursor.read(1, Long.MAX_VALUE);
    purgeAll("b");
    assertEquals(List.of("c@3"), read(cursor));
  }

  @Test
  void shouldTellThatHistoryIsLostWhenASnapshotReplacesTheState() throws IOException {
    bench.put("a", "1");
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    var snapshot = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(snapshot);
    bench.machine.restore(new ByteArrayInputStream(snapshot.toByteArray()));
    assertEquals(1, readyCalls);
    assertInstanceOf(Batch.Compacted.class, cursor.read(ANY, Long.MAX_VALUE));
    assertEquals(List.of("a@1"), read(open(WatchOptions.all())));
  }

  @Test
  void shouldGoOnWithOtherWatchersWhenOneFails() {
    bench
        .view()
        .open(
            WatchOptions.all(),
            () -> {
              throw new IllegalStateException("thrown on purpose by a test");
            })
        .read(ANY, Long.MAX_VALUE);
    Cursor cursor = open(WatchOptions.all());
    read(cursor);
    bench.put("a", "1");
    assertEquals(1, readyCalls);
  }

  private Cursor open(WatchOptions options) {
    return bench.view().open(options, () -> readyCalls++);
  }

  private void purgeAll(String filter) {
    bench.apply(new Command.PurgeEntries(Bench.BUCKET, filter, Long.MAX_VALUE, 0));
  }

  private static List<String> read(Cursor cursor) {
    var batch = assertInstanceOf(Batch.Entries.class, cursor.read(ANY, Long.MAX_VALUE));
    return batch.entries().stream().map(entry -> entry.key() + "@" + entry.revision()).toList();
  }

  @Test
  void shouldDeliverTheValueThatWasWritten() {
    bench.written(Operation.Put.of("a", Bytes.utf8("hello")));
    var batch = assertInstanceOf(Batch.Entries.class, open(WatchOptions.key("a")).read(1, 1));
    assertEquals("hello", batch.entries().get(0).value().utf8());
  }
}
