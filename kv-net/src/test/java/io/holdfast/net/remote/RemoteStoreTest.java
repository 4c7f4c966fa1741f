package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result.Committed;
import io.holdfast.kv.Transaction.Result.Refused;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RemoteStoreTest {
  private ServedStore served;
  private KeyValueStore store;
  private Bucket bucket;

  @BeforeEach
  void open() throws InterruptedException {
    served = new ServedStore();
    store = served.connect();
    bucket = store.createBucket(BucketConfig.builder("B").history(5).build());
  }

  @AfterEach
  void close() {
    store.close();
    served.close();
  }

  @Test
  void shouldReadBackWhatItWrote() throws InterruptedException {
    long revision = bucket.put("a.b", "hello");

    Entry entry = bucket.get("a.b").orElseThrow();

    assertEquals("hello", entry.value().utf8());
    assertEquals(revision, entry.revision());
    assertEquals(served.local().bucket("B").get("a.b").orElseThrow(), entry);
  }

  @Test
  void shouldCreateOnceAndOverMarkers() throws InterruptedException {
    bucket.create("k", Bytes.utf8("1"));
    assertThrows(AlreadyExistsException.class, () -> bucket.create("k", Bytes.utf8("2")));

    bucket.delete("k");
    long again = bucket.create("k", Bytes.utf8("3"));

    assertEquals(again, bucket.get("k").orElseThrow().revision());
  }

  @Test
  void shouldTellTheRevisionFoundWhenAnUpdateIsRefused() throws InterruptedException {
    long first = bucket.put("k", "1");
    long second = bucket.put("k", "2");

    var refused =
        assertThrows(
            WrongRevisionException.class, () -> bucket.update("k", Bytes.utf8("3"), first));

    assertEquals(second, refused.actual());
    assertEquals(first, refused.expected());
    assertThrows(WrongRevisionException.class, () -> bucket.delete("k", first));
    assertThrows(WrongRevisionException.class, () -> bucket.purge("k", first));
  }

  @Test
  void shouldKeepHeadersByteForByte() throws InterruptedException {
    var headers = Headers.of("B", "1", "A", "zwei \u00fc", "B", "3");

    bucket.put("k", Bytes.utf8("v"), WriteOptions.DEFAULT.headers(headers));

    assertEquals(headers, bucket.get("k").orElseThrow().headers());
  }

  @Test
  void shouldCarryLargeValuesUpToThePayloadLimit() throws InterruptedException {
    Bytes large = Bytes.wrap(new byte[900_000]);

    long revision = bucket.create("large", large);
    assertThrows(AlreadyExistsException.class, () -> bucket.create("large", large));
    long next = bucket.update("large", large, revision);

    assertEquals(large, bucket.getRevision("large", next).orElseThrow().value());
    assertThrows(
        LimitExceededException.class, () -> bucket.put("larger", Bytes.wrap(new byte[2_000_000])));
  }

  @Test
  void shouldTellTheLimitThatALargeValuePasses() throws InterruptedException {
    var config = BucketConfig.builder("SMALL").maxValueBytes(100_000).build();
    Bucket small = store.createBucket(config);

    var ofBucket =
        assertThrows(
            LimitExceededException.class, () -> small.put("k", Bytes.wrap(new byte[150_000])));
    var ofServer =
        assertThrows(
            LimitExceededException.class, () -> small.put("k", Bytes.wrap(new byte[2_000_000])));

    assertEquals(100_000, ofBucket.limit());
    assertEquals(150_000, ofBucket.found());
    assertEquals(1024 * 1024, ofServer.limit());
    assertEquals(2_000_000, ofServer.found());
  }

  @Test
  void shouldListAtOneRevision() throws InterruptedException {
    bucket.put("b", "2");
    bucket.put("a", "1");
    bucket.put("c.d", "3");
    bucket.delete("b");

    assertEquals(List.of("a", "c.d"), bucket.keys().items());
    assertEquals(List.of("c.d"), bucket.keys("c.*").items());
    assertEquals(4, bucket.keys().revision());
    assertEquals(
        List.of("1", "3"), bucket.entries().stream().map(entry -> entry.value().utf8()).toList());
    assertEquals(
        List.of(1L, 4L), bucket.history("b").items().stream().map(Entry::revision).toList());
  }

  @Test
  void shouldNeverShowALiveKeyWithoutHistoryWhileItIsWritten() throws InterruptedException {
    Bucket written = served.local().createBucket(BucketConfig.of("NEWEST"));
    Bucket read = store.bucket("NEWEST");
    written.put("k", "first");
    var done = new AtomicBoolean();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                written
                    .putAsync("k", Bytes.utf8("next"), WriteOptions.DEFAULT)
                    .toCompletableFuture()
                    .join();
              }
            });
    try {
      for (int i = 0; i < 2000; i++) {
        assertEquals(1, read.history("k").items().size(), "entries kept at look " + i);
      }
    } finally {
      done.set(true);
      writing.join();
    }
  }

  @Test
  void shouldListThroughAConsumerWhatDoesNotFitIntoOneReply() throws InterruptedException {
    Bytes value = Bytes.wrap(new byte[30_000]);
    for (int i = 0; i < 60; i++) {
      bucket.put("k" + i, value);
    }

    var entries = bucket.entries();

    assertEquals(60, entries.size());
    assertEquals("k0", entries.get(0).key());
    assertEquals(value, entries.get(59).value());
  }

  @Test
  void shouldCommitAllOrNothing() throws InterruptedException {
    long revision = bucket.put("a", "1");
    var move =
        Transaction.when(new Condition.KeyAt("a", revision))
            .then(Operation.Delete.of("a"))
            .then(Operation.Put.of("b", Bytes.utf8("1")))
            .build();

    var committed = (Committed) bucket.commit(move);
    var refused = (Refused) bucket.commit(move);

    assertEquals(revision + 1, committed.firstRevision());
    assertEquals(bucket.get("b").orElseThrow().token(), committed.token(1));
    assertEquals(new Refused(0, revision + 1), refused);
  }

  @Test
  void shouldOwnKeysByLeases() throws InterruptedException {
    var ttl = WriteOptions.DEFAULT.ttl(Duration.ofSeconds(30));
    var lease = new LeaseRef("lease", bucket.create("lease", Bytes.utf8("me"), ttl));
    var owned = WriteOptions.DEFAULT.ownedBy(lease);
    bucket.create("lock", Bytes.utf8("me"), owned);
    assertEquals(lease, bucket.get("lock").orElseThrow().owner().orElseThrow());

    bucket.delete("lease");

    assertTrue(bucket.get("lock").isEmpty());
    var gone =
        assertThrows(LeaseGoneException.class, () -> bucket.put("lock", Bytes.utf8("me"), owned));
    assertEquals(lease, gone.lease());
  }

  @Test
  void shouldManageBuckets() throws InterruptedException {
    var config =
        BucketConfig.builder("C")
            .description("d")
            .history(3)
            .ttl(Duration.ofMinutes(10))
            .limitMarkerTtl(Duration.ofSeconds(5))
            .maxValueBytes(1000)
            .maxBytes(100_000)
            .build();
    store.createBucket(config);

    assertEquals(config, store.bucket("C").status().config());
    assertEquals(served.local().bucket("C").status(), store.bucket("C").status());
    assertEquals(
        List.of("B", "C"), store.buckets().stream().map(status -> status.config().name()).toList());
    assertThrows(
        AlreadyExistsException.class,
        () -> store.createBucket(config.toBuilder().history(4).build()));
    store.updateBucket(config.toBuilder().history(4).build());
    assertEquals(4, store.bucket("C").status().config().history());
    assertTrue(store.deleteBucket("C"));
    assertFalse(store.deleteBucket("C"));
    assertThrows(NotFoundException.class, () -> store.bucket("C"));
  }

  @Test
  void shouldReportADeletedBucketAsNotFound() throws InterruptedException {
    store.deleteBucket("B");

    assertThrows(NotFoundException.class, () -> bucket.get("k"));
    assertThrows(NotFoundException.class, () -> bucket.put("k", "v"));
    assertThrows(NotFoundException.class, () -> bucket.put("k", Bytes.wrap(new byte[100_000])));
    assertThrows(NotFoundException.class, () -> bucket.keys());
    assertThrows(NotFoundException.class, () -> bucket.status());
  }

  @Test
  void shouldRefuseAReadAtARevisionThatIsNotGivenYet() throws InterruptedException {
    long revision = bucket.put("k", "v");

    assertTrue(bucket.get("k", Consistency.atLeast(revision)).isPresent());
    assertTrue(bucket.get("k", Consistency.LOCAL).isPresent());
    var impatient = ServedStore.optionsFor(served.url()).requestTimeout(Duration.ofMillis(300));
    try (var other = RemoteStore.connect(impatient.build())) {
      Bucket same = other.bucket("B");
      assertThrows(
          UnavailableException.class, () -> same.get("k", Consistency.atLeast(revision + 1)));
    }
  }

  @Test
  void shouldListThenFollow() throws InterruptedException {
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.put("a", "3");
    var heard = new RecordedWatch();

    try (var watch = bucket.watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT b@2=2", "PUT a@3=3", "synced 3"), heard.next(3));
      bucket.delete("a");
      assertEquals("DELETE a@4", heard.next());
      assertTrue(watch.revision() >= 3);
    }
  }

  @Test
  void shouldSyncAtOnceWhenNothingMatches() throws InterruptedException {
    bucket.put("a", "1");
    var heard = new RecordedWatch();

    try (var watch = bucket.watch(WatchOptions.matching("x.*"), heard)) {
      assertEquals("synced 1", heard.next());
      bucket.put("x.y", "2");
      assertEquals("PUT x.y@2=2", heard.next());
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  void shouldBeginWhereItIsTold() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      bucket.put("a", "v" + i);
    }
    var history = new RecordedWatch();
    var later = new RecordedWatch();
    var from = new RecordedWatch();

    try (var first = bucket.watch(WatchOptions.all().from(Start.HISTORY), history);
        var second = bucket.watch(WatchOptions.all().from(Start.UPDATES), later);
        var third = bucket.watch(WatchOptions.all().from(Start.from(3)), from)) {
      assertEquals(List.of("PUT a@1=v1", "PUT a@2=v2", "PUT a@3=v3", "synced 3"), history.next(4));
      assertEquals("synced 3", later.next());
      assertEquals(List.of("PUT a@3=v3", "synced 3"), from.next(2));
      bucket.put("a", "v4");
      assertEquals("PUT a@4=v4", later.next());
      assertEquals(3, List.of(first, second, third).size());
    }
  }

  @Test
  void shouldDeliverOnceWhatMatchesTwoFilters() throws InterruptedException {
    var heard = new RecordedWatch();

    try (var watch = bucket.watch(WatchOptions.matching("a.*", "*.b", "a.b"), heard)) {
      assertEquals("synced 0", heard.next());
      bucket.put("a.b", "1");
      bucket.put("c.d", "2");
      bucket.put("c.b", "3");
      assertEquals(List.of("PUT a.b@1=1", "PUT c.b@3=3"), heard.next(2));
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  void shouldEndAWatchOfADeletedBucket() throws InterruptedException {
    var heard = new RecordedWatch();
    try (var watch = bucket.watch(WatchOptions.all(), heard)) {
      heard.next();

      store.deleteBucket("B");

      assertEquals("closed NotFoundException", heard.next());
      assertEquals(0, watch.revision());
    }
  }

  @Test
  void shouldEndWatchesAndCallsWhenItIsClosed() throws InterruptedException {
    var heard = new RecordedWatch();
    bucket.watch(WatchOptions.all(), heard);
    heard.next();

    store.close();

    assertEquals("closed StoreClosedException", heard.next());
    assertThrows(UnavailableException.class, () -> bucket.get("k"));
  }

  @Test
  void shouldSayWhatItsServerGives() {
    var capabilities = store.capabilities();

    assertTrue(capabilities.ownedKeys());
    assertTrue(capabilities.transactions());
    assertEquals(served.local().capabilities().durability(), capabilities.durability());
    assertTrue(capabilities.description().contains(served.url()));
  }
}
