package io.holdfast.kv.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.log.ClockPolicy;
import io.holdfast.kv.log.DirectLog;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G1")
@Tag("G6")
class LogBackedStoreTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ManualScheduler time = new ManualScheduler();
  private final StateMachine state = new StateMachine();
  private final HeldLog log = new HeldLog(DirectLog.open(state, time));
  private final LogBackedStore store = new LogBackedStore("held", log, state, time);
  private final RecordingListener listener = new RecordingListener();
  private Bucket bucket;

  @BeforeEach
  void createBucket() throws InterruptedException {
    bucket = store.createBucket(BucketConfig.of("b"));
  }

  @Test
  void shouldLeaveTheFateOfAWriteOpenWhenItsTimeIsOver() {
    log.hold();
    CompletableFuture<Long> write = put("a", "1");

    time.advance(TIMEOUT.minusMillis(1));
    assertFalse(write.isDone());
    time.advance(Duration.ofMillis(300));

    assertFailed(IndeterminateException.class, write);
  }

  @Test
  void shouldReportAReadAsUnavailableWhenItsTimeIsOver() {
    log.hold();
    List<CompletionStage<?>> reads =
        List.of(
            bucket.getAsync("a"),
            bucket.keysAsync(),
            bucket.historyAsync("a"),
            bucket.statusAsync(),
            store.bucketAsync("b"));

    time.advance(TIMEOUT.plusMillis(300));

    reads.forEach(read -> assertFailed(UnavailableException.class, read.toCompletableFuture()));
  }

  /** The state may be half changed then, so that even a read that asks nobody must not use it. */
  @Test
  void shouldFailEveryReadOnceACommandCouldNotBeApplied() throws Exception {
    bucket.put("a", Bytes.utf8("1"));
    breakState();

    assertFailed(
        IndeterminateException.class,
        store.createBucketAsync(BucketConfig.of("c")).toCompletableFuture());

    List<CompletionStage<?>> reads =
        List.of(
            bucket.getAsync("a", Consistency.LOCAL),
            bucket.getAsync("a", Consistency.atLeast(2)),
            bucket.getAsync("a"),
            bucket.keysAsync(),
            bucket.historyAsync("a"),
            bucket.statusAsync(),
            store.bucketsAsync());
    time.advance(Duration.ofMillis(1));
    reads.forEach(read -> assertFailed(StoreClosedException.class, read.toCompletableFuture()));
    assertThrows(StoreClosedException.class, () -> bucket.get("a", Consistency.LOCAL));
  }

  @Test
  void shouldEndRunningWatchesOnceACommandCouldNotBeApplied() throws Exception {
    bucket.watch(WatchOptions.all(), listener);
    time.runReady();
    breakState();

    assertFailed(
        IndeterminateException.class,
        store.createBucketAsync(BucketConfig.of("c")).toCompletableFuture());
    time.runReady();

    assertEquals(List.of("synced 0", "closed StoreClosedException"), listener.heard);
  }

  private void breakState() {
    state
        .view()
        .addBucketsListener(
            () -> {
              throw new IllegalStateException("broken on purpose");
            });
  }

  @Test
  void shouldCountTheTimeOfEachRequestFromItsOwnBeginning() {
    log.hold();
    CompletableFuture<Long> first = put("a", "1");
    time.advance(Duration.ofSeconds(4));
    CompletableFuture<Long> second = put("b", "1");

    time.advance(Duration.ofSeconds(2));

    assertFailed(IndeterminateException.class, first);
    assertFalse(second.isDone());
    log.release();
    time.runReady();
    assertEquals(2, second.join());
  }

  @Test
  void shouldKeepNoTimerOnceNothingIsUnderWay() {
    int idle = time.timers();
    log.hold();
    var write = put("a", "1");
    assertEquals(idle + 1, time.timers());

    log.release();
    time.advance(TIMEOUT);

    assertEquals(1, write.join());
    assertEquals(idle, time.timers());
  }

  @Test
  void shouldAnswerOnACallbackThreadWhatTheLogAnswersLater() {
    log.hold();
    CompletableFuture<Long> write = put("a", "1");

    log.release();

    assertFalse(write.isDone(), "the log's thread must not run what callers chained");
    time.runReady();
    assertEquals(1, write.join());
  }

  @Test
  void shouldReadOnlyBehindTheFence() {
    log.hold();
    CompletableFuture<Optional<Entry>> read = bucket.getAsync("a").toCompletableFuture();
    CompletableFuture<Optional<Entry>> local =
        bucket.getAsync("a", Consistency.LOCAL).toCompletableFuture();

    assertFalse(read.isDone());
    assertEquals(Optional.empty(), local.join());
    log.release();
    time.runReady();
    assertTrue(read.isDone());
  }

  @Test
  void shouldWaitForTheRevisionThatAReadAsksFor() throws InterruptedException {
    CompletableFuture<Optional<Entry>> read =
        bucket.getAsync("a", Consistency.atLeast(2)).toCompletableFuture();
    bucket.put("a", "1");
    time.advance(Duration.ofSeconds(1));
    assertFalse(read.isDone());

    bucket.put("a", "2");
    time.advance(Duration.ofMillis(20));

    assertEquals(2, read.join().orElseThrow().revision());
  }

  @Test
  void shouldReportARevisionThatDoesNotCome() {
    int idle = time.timers();
    CompletableFuture<Optional<Entry>> read =
        bucket.getAsync("a", Consistency.atLeast(2)).toCompletableFuture();

    time.advance(TIMEOUT.plusSeconds(1));

    assertFailed(UnavailableException.class, read);
    assertEquals(idle, time.timers(), "nothing looks for it any more");
  }

  @Test
  void shouldBeginAWatchBehindTheFence() throws InterruptedException {
    bucket.put("a", "1");
    log.hold();
    bucket.watch(WatchOptions.all(), listener);
    time.runReady();
    assertEquals(List.of(), listener.heard);

    log.release();
    time.runReady();

    assertEquals(List.of("a@1", "synced 1"), listener.heard);
  }

  @Test
  void shouldMissNoUpdateWhileTheFenceOfAWatchIsUnderWay() throws InterruptedException {
    bucket.put("a", "1");
    log.hold();
    bucket.watch(WatchOptions.all().from(Start.UPDATES), listener);
    log.release();
    bucket.put("a", "2");
    time.runReady();

    assertEquals(List.of("a@2", "synced 2"), listener.heard);
  }

  @Test
  void shouldEndAWatchWhoseFenceIsNotPassed() {
    log.hold();
    bucket.watch(WatchOptions.all(), listener);

    time.advance(TIMEOUT.plusMillis(300));

    assertEquals(List.of("closed UnavailableException"), listener.heard);
  }

  @Test
  void shouldAnswerWhatIsUnderWayWhenClosed() {
    log.hold();
    CompletableFuture<Long> write = put("a", "1");

    store.close();
    time.runReady();

    assertFailed(UnavailableException.class, write);
  }

  @Test
  void shouldExpireAWaveWithoutWaitingForMoreTicks() throws InterruptedException {
    var ttl = WriteOptions.DEFAULT.ttl(Duration.ofSeconds(1));
    for (int i = 0; i < 3 * Command.Expire.USUALLY; i++) {
      bucket.put("k" + i, Bytes.EMPTY, ttl);
    }

    time.advance(Duration.ofSeconds(1).plus(ClockPolicy.TICK));

    assertEquals(0, bucket.status().entries());
  }

  @Test
  void shouldSiftManyEntriesBesideTheApplyThread() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      bucket.put("many." + i, "1");
    }
    bucket.put("few.a", "1");
    bucket.put("few.b", "1");
    bucket.delete("few.a");

    var listing = store.liveEntries("b", List.of("few.*"));
    assertFalse(listing.isDone(), "sifting must not run on the thread that asked");
    time.runReady();

    assertEquals(List.of("few.b"), listing.join().items().stream().map(Entry::key).toList());
    assertEquals(1_003, listing.join().revision());
    assertFailed(NotFoundException.class, store.liveEntries("none", List.of(">")));
  }

  @Test
  void shouldFindAFewEntriesAtOnceWhereConditionsNeedTheirOrder() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      bucket.put("many." + i, "1");
    }
    bucket.commit(
        Transaction.when(new Condition.OldestUnder("few.", 0))
            .then(Operation.Put.of("few.a", Bytes.EMPTY))
            .build());

    var listing = store.liveEntries("b", List.of("few.*", "many.7"));

    assertTrue(listing.isDone(), "the whole bucket was sifted");
    assertEquals(
        List.of("many.7", "few.a"), listing.join().items().stream().map(Entry::key).toList());
    assertFalse(store.liveEntries("b", List.of("many.*")).isDone(), "many were sifted at once");
  }

  private CompletableFuture<Long> put(String key, String value) {
    return bucket.putAsync(key, Bytes.utf8(value), WriteOptions.DEFAULT).toCompletableFuture();
  }

  private void assertFailed(Class<? extends Exception> kind, CompletableFuture<?> future) {
    time.runReady();
    assertInstanceOf(kind, assertThrows(CompletionException.class, future::join).getCause());
  }
}
