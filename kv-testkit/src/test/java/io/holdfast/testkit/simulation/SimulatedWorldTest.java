package io.holdfast.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulatedWorldTest {
  private static final Bytes VALUE = Bytes.utf8("v");

  private final SimulatedWorld world = SimulatedWorld.of(42);
  private final SimulatedClient client = world.client("c1");
  private final Bucket bucket = newBucket(world, client);

  @Test
  void shouldRepeatARunExactlyWithTheSameSeed() {
    String once = String.join("\n", busyRun(3));

    assertTrue(once.equals(String.join("\n", busyRun(3))), "another trace with the same seed");
    assertNotEquals(once, String.join("\n", busyRun(4)));
  }

  @Test
  void shouldApplyARequestThatArrivesTwiceOnlyOnce() {
    world.faults(faults(0, 0, 0, 1, 0));

    assertEquals(1, await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    assertEquals(2, await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    world.time().advance(Duration.ofSeconds(10));

    assertEquals(2, lastRevision());
  }

  @Test
  void shouldReportAWriteThatHappenedAsIndeterminateWhenItsAnswerIsLost() {
    world.faults(faults(0, 0, 1, 0, 0));

    assertThrows(
        IndeterminateException.class,
        () -> await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    assertEquals(1, lastRevision());
  }

  @Test
  void shouldReportAWriteThatNeverHappenedAsIndeterminateWhenItIsLost() {
    world.faults(faults(1, 0, 0, 0, 0));

    assertThrows(
        IndeterminateException.class,
        () -> await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    world.time().advance(Duration.ofSeconds(10));
    assertEquals(0, lastRevision());
  }

  @Test
  void shouldApplyALateWriteAfterItsClientGaveUp() {
    world.faults(faults(0, 1, 0, 0, 0));
    var answer = bucket.putAsync("k", VALUE, WriteOptions.DEFAULT).toCompletableFuture();
    world.time().runUntil(answer::isDone, Duration.ofSeconds(10));

    assertInstanceOf(
        IndeterminateException.class,
        assertThrows(CompletionException.class, answer::join).getCause());
    world.time().advance(Duration.ofSeconds(10));
    assertEquals(1, lastRevision());
  }

  @Test
  void shouldReportALostReadAsUnavailable() {
    world.faults(faults(1, 0, 0, 0, 0));

    assertThrows(UnavailableException.class, () -> await(bucket.getAsync("k")));
  }

  @Test
  void shouldKeepTheOrderOfOneClientsWrites() {
    world.faults(FaultPlan.HARSH.withoutLosses());
    var answers =
        LongStream.range(0, 50)
            .mapToObj(i -> bucket.putAsync("k" + i, VALUE, WriteOptions.DEFAULT))
            .toList();

    assertEquals(
        LongStream.rangeClosed(1, 50).boxed().toList(), answers.stream().map(this::await).toList());
  }

  @Test
  void shouldDeliverEveryEventOnceAndInOrderThoughWatchesAreCut() {
    world.faults(faults(0, 0, 0, 0, 0.2));
    var seen = new ArrayList<Long>();
    bucket.watch(WatchOptions.all(), entry -> seen.add(entry.revision()));
    for (int i = 0; i < 100; i++) {
      await(bucket.putAsync("k" + i, VALUE, WriteOptions.DEFAULT));
    }
    world.time().advance(Duration.ofSeconds(200));

    assertEquals(LongStream.rangeClosed(1, 100).boxed().toList(), seen);
  }

  @Test
  void shouldResumeWatchesAndKeepTheStateOverARestart() {
    var seen = new ArrayList<Entry>();
    bucket.watch(WatchOptions.key("k"), seen::add);
    await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT));
    world.server().restart(Duration.ofSeconds(2));
    assertFalse(world.server().serving());
    world.time().advance(Duration.ofSeconds(10));

    assertTrue(world.server().serving());
    assertEquals(2, await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    world.time().advance(Duration.ofSeconds(10));
    assertEquals(List.of(1L, 2L), seen.stream().map(Entry::revision).toList());
  }

  @Test
  void shouldRefuseRequestsHonestlyWhileNobodyLeads() {
    world.server().changeLeader(Duration.ofSeconds(1));

    assertThrows(
        UnavailableException.class, () -> await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
    world.time().advance(Duration.ofSeconds(1));
    assertEquals(1, await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT)));
  }

  @Test
  void shouldNotCountTheTimeWithoutALeaderAgainstALease() {
    await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT.ttl(Duration.ofSeconds(2))));
    world.time().advance(Duration.ofSeconds(1));
    world.server().changeLeader(Duration.ofSeconds(60));
    world.time().advance(Duration.ofMillis(60_900));
    assertTrue(await(bucket.getAsync("k")).isPresent());

    // A new leader goes on from the last entry, so up to one time to live more for each change
    // (G26).
    world.time().advance(Duration.ofMillis(1300));
    assertTrue(await(bucket.getAsync("k")).isEmpty());
  }

  @Test
  void shouldAnswerAPausedClientWhenItRunsAgain() {
    var answer = bucket.putAsync("k", VALUE, WriteOptions.DEFAULT).toCompletableFuture();
    client.scheduler().pause();
    world.time().advance(Duration.ofSeconds(1));
    assertFalse(answer.isDone());

    client.scheduler().resume();
    assertEquals(1, await(answer));
  }

  @Test
  void shouldLoseWhatIsSentWhileCutOff() {
    client.disconnect();
    var answer = bucket.putAsync("k", VALUE, WriteOptions.DEFAULT).toCompletableFuture();
    world.time().advance(Duration.ofSeconds(10));
    client.reconnect();
    world.time().advance(Duration.ofSeconds(10));

    assertTrue(answer.isCompletedExceptionally());
    assertEquals(0, lastRevision());
  }

  @Test
  void shouldShowEveryLogEntryToObservers() {
    var indexes = new ArrayList<Long>();
    world.server().observe((header, command, outcome, after) -> indexes.add(header.index()));

    await(bucket.putAsync("k", VALUE, WriteOptions.DEFAULT));
    await(bucket.deleteAsync("k"));

    assertEquals(List.of(2L, 3L), indexes);
  }

  private static List<String> busyRun(long seed) {
    var world = SimulatedWorld.recording(seed);
    var clients = List.of(world.client("a"), world.client("b"), world.client("c"));
    newBucket(world, clients.get(0));
    var random = world.randomForScript();
    world.faults(FaultPlan.HARSH);
    for (var each : clients) {
      world
          .time()
          .runUntil(
              each.store().bucketAsync("b").toCompletableFuture()::isDone, Duration.ofSeconds(5));
      var bucket = each.store().bucketAsync("b");
      bucket.thenAccept(found -> found.watch(WatchOptions.all(), entry -> {}));
      for (int i = 0; i < 50; i++) {
        each.scheduler()
            .schedule(
                Duration.ofMillis(random.nextInt(20_000)),
                () ->
                    bucket.thenCompose(
                        found ->
                            found.putAsync(
                                "k" + random.nextInt(5),
                                VALUE,
                                WriteOptions.DEFAULT.ttl(Duration.ofSeconds(3)))));
      }
    }
    world
        .time()
        .schedule(Duration.ofSeconds(8), () -> world.server().restart(Duration.ofSeconds(1)));
    world.time().advance(Duration.ofSeconds(40));
    return world.trace().lines();
  }

  private static FaultPlan faults(
      double lostRequests,
      double lateRequests,
      double lostReplies,
      double duplicates,
      double watchCuts) {
    return new FaultPlan(
        Duration.ofMillis(10),
        0,
        Duration.ZERO,
        lostRequests,
        lateRequests,
        Duration.ofSeconds(5),
        lostReplies,
        duplicates,
        watchCuts,
        Duration.ofSeconds(1));
  }

  private static Bucket newBucket(SimulatedWorld world, SimulatedClient client) {
    return await(
        world,
        client
            .store()
            .createBucketAsync(
                BucketConfig.builder("b").limitMarkerTtl(Duration.ofSeconds(5)).build()));
  }

  private long lastRevision() {
    var view = world.server().view().bucket("b");
    return view == null ? -1 : view.lastRevision();
  }

  private <T> T await(CompletionStage<T> stage) {
    return await(world, stage);
  }

  private static <T> T await(SimulatedWorld world, CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(world.time().runUntil(future::isDone, Duration.ofMinutes(1)), "no answer");
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
