package io.holdfast.kv.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.log.DirectLog;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.ManualScheduler;
import io.holdfast.kv.watch.StateUsage;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreMetersTest {
  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final ManualScheduler time = new ManualScheduler();
  private final StateMachine state = new StateMachine();
  private final HeldLog log = new HeldLog(DirectLog.open(state, time));
  private final LogBackedStore store =
      new LogBackedStore(
          "held",
          log,
          state,
          time,
          Duration.ofSeconds(5),
          CommandRules.DEFAULT,
          registry,
          () -> {});
  private Bucket bucket;

  @BeforeEach
  void createBucket() throws InterruptedException {
    bucket = store.createBucket(BucketConfig.of("b"));
  }

  @Test
  void shouldShowZeroBeforeAnythingWasAsked() {
    for (RequestKind kind : RequestKind.values()) {
      if (kind != RequestKind.BUCKET) {
        assertEquals(0, request(kind, RequestOutcome.OK).count(), kind.tag());
      }
    }
    assertEquals(0, request(RequestKind.PUT, RequestOutcome.INDETERMINATE).count());
    assertEquals(0, registry.get("holdfast.watch.resyncs").counter().count());
    assertEquals(0, gauge("holdfast.watch.open"));
    assertEquals(0, gauge("holdfast.watch.lag"));
    assertEquals(1, gauge("holdfast.store.buckets"));
    assertEquals(0, gauge("holdfast.store.keys"));
    assertEquals(-1, gauge("holdfast.store.quota"));
  }

  @Test
  void shouldShowTheQuotaAndWhatIsUsedOfIt() throws InterruptedException {
    store.submit(new Command.SetQuota(5_000)).join();
    double empty = gauge("holdfast.store.quota.used");
    bucket.put("a", "1");

    assertEquals(5_000, gauge("holdfast.store.quota"));
    assertEquals(empty + StateUsage.ENTRY_BYTES + 2, gauge("holdfast.store.quota.used"));
  }

  @Test
  void shouldCountEachOperationByItsOutcome() throws InterruptedException {
    long revision = bucket.create("a", Bytes.utf8("1"));
    assertThrows(AlreadyExistsException.class, () -> bucket.create("a", Bytes.utf8("2")));
    bucket.update("a", Bytes.utf8("3"), revision);
    bucket.put("b", Bytes.utf8("4"));
    bucket.delete("b");
    bucket.purge("b");
    bucket.commit(
        Transaction.when(new Condition.KeyAbsent("a")).then(Operation.Delete.of("a")).build());
    bucket.get("a");
    bucket.get("missing");
    bucket.keysAsync();
    bucket.history("a");
    store.buckets();
    time.runReady();

    assertEquals(1, request(RequestKind.CREATE, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.CREATE, RequestOutcome.REFUSED).count());
    assertEquals(1, request(RequestKind.UPDATE, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.PUT, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.PURGE, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.DELETE, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.DELETE, RequestOutcome.REFUSED).count());
    assertEquals(2, request(RequestKind.GET, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.LIST, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.HISTORY, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.STATUS, RequestOutcome.OK).count());
    assertEquals(1, request(RequestKind.BUCKET, RequestOutcome.OK).count());
  }

  @Test
  void shouldTimeARequestFromTheCallToTheAnswer() {
    log.hold();
    var write = bucket.putAsync("a", Bytes.utf8("1"), WriteOptions.DEFAULT).toCompletableFuture();
    clock.add(Duration.ofMillis(30));
    log.release();
    time.runReady();
    write.join();

    assertEquals(
        30, request(RequestKind.PUT, RequestOutcome.OK).totalTime(TimeUnit.MILLISECONDS), 0.01);
  }

  @Test
  void shouldCountAWriteThatTimesOutAsIndeterminate() {
    log.hold();
    var write = bucket.putAsync("a", Bytes.utf8("1"), WriteOptions.DEFAULT).toCompletableFuture();
    time.advance(Duration.ofSeconds(6));

    assertThrows(CompletionException.class, write::join);
    assertEquals(1, request(RequestKind.PUT, RequestOutcome.INDETERMINATE).count());
  }

  @Test
  void shouldTellOverloadFromUnavailability() {
    assertEquals(
        RequestOutcome.OVERLOADED, RequestOutcome.of(null, new OverloadedException("full")));
    assertEquals(
        RequestOutcome.UNAVAILABLE,
        RequestOutcome.of(null, new CompletionException(new UnavailableException("gone"))));
    assertEquals(RequestOutcome.UNAVAILABLE, RequestOutcome.of(null, new IllegalStateException()));
  }

  @Test
  void shouldShowHowFarTheSlowestWatchIsBehind() throws InterruptedException {
    var whileBusy = new double[1];
    var slow =
        bucket.watch(
            WatchOptions.all(),
            new WatchListener() {
              @Override
              public void onEntry(Entry entry) {
                if (entry.revision() == 1) {
                  put("b");
                  put("c");
                  whileBusy[0] = gauge("holdfast.watch.lag");
                }
              }
            });
    time.runReady();
    bucket.put("a", Bytes.utf8("1"));
    time.runReady();

    assertEquals(3, whileBusy[0], "while the listener was busy");
    assertEquals(1, gauge("holdfast.watch.open"));
    assertEquals(3, slow.revision());
    assertEquals(0, gauge("holdfast.watch.lag"), "caught up");
    slow.close();
    assertEquals(0, gauge("holdfast.watch.open"));
  }

  @Test
  void shouldCountAWatchThatListsAgain() throws InterruptedException {
    Bucket aging =
        store.createBucket(BucketConfig.builder("aging").ttl(Duration.ofSeconds(1)).build());
    aging.put("a", Bytes.utf8("1"));
    time.advance(Duration.ofSeconds(2));
    aging.put("b", Bytes.utf8("1"));
    var heard = new RecordingListener();
    aging.watch(WatchOptions.all().from(WatchOptions.Start.from(1)), heard);
    time.runReady();

    assertEquals("resync", heard.heard.get(0));
    assertEquals(1, registry.get("holdfast.watch.resyncs").counter().count());
  }

  @Test
  void shouldShowWhatIsKept() throws InterruptedException {
    bucket.put("a", Bytes.utf8("1"));
    bucket.put("b", Bytes.utf8("22"));

    assertEquals(2, gauge("holdfast.store.keys"));
    assertEquals(2, gauge("holdfast.store.entries"));
    assertTrue(gauge("holdfast.store.size") >= 5);
  }

  @Test
  void shouldTakeItsGaugesAwayWhenItIsClosed() {
    store.close();

    assertNull(registry.find("holdfast.store.keys").gauge());
  }

  private void put(String key) {
    bucket.putAsync(key, Bytes.utf8("x"), WriteOptions.DEFAULT).toCompletableFuture().join();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private Timer request(RequestKind kind, RequestOutcome outcome) {
    return registry
        .get("holdfast.store.request")
        .tag("operation", kind.tag())
        .tag("outcome", outcome.tag())
        .timer();
  }
}
