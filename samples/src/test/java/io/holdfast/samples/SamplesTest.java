package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.config.ConfigView;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.node.HoldfastNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sample does what it says. */
class SamplesTest {
  @Test
  void shouldWriteUnderTheMutex(@TempDir Path directory) throws InterruptedException {
    var storage = new MutexSample.FencedStorage();
    MutexSample.run(directory.resolve("data"), storage);
    MutexSample.run(directory.resolve("data"), storage);

    assertEquals(List.of("paid", "paid"), storage.accepted());
  }

  @Test
  void shouldHaveEveryRecipeOnOneConnection() throws InterruptedException {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      String said = ConnectSample.run(node.url().orElseThrow());

      assertTrue(said.startsWith("'sample-connect' is held"), said);
      assertTrue(said.contains("Holdfast server at " + node.url().orElseThrow()), said);
    }
  }

  @Test
  void shouldWorkWhileLeading() throws InterruptedException {
    try (var node = HoldfastNode.builder().memory().start()) {
      var first = LeaderSample.run(node.store(), new LeaderSample.Work(2));
      var second = LeaderSample.run(node.store(), new LeaderSample.Work(2));

      assertEquals(first.get(0), first.get(1));
      assertTrue(second.get(0).isAfter(first.get(0)));
    }
  }

  @Test
  void shouldFollowAChangedValue() throws Exception {
    var resized = new CompletableFuture<Integer>();
    var pool =
        new ThreadPoolExecutor(1, 64, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100)) {
          @Override
          public void setCorePoolSize(int size) {
            super.setCorePoolSize(size);
            if (size == 16) {
              resized.complete(size);
            }
          }
        };
    try (var node = HoldfastNode.builder().memory().start();
        var scheduler = ThreadScheduler.create("sample")) {
      Bucket bucket = node.store().createBucket(BucketConfig.of("settings"));
      try (var config = ConfigView.on(bucket, scheduler)) {
        ConfigSample.follow(config, pool);
        bucket.put("limits.parallel", "16");

        assertEquals(16, resized.get(10, TimeUnit.SECONDS));
      }
    }
    pool.shutdown();
  }

  @Test
  void shouldCollectAnInvoiceOnceThoughBothInstancesWantTo() throws Exception {
    var ledger =
        new Ledger() {
          private final CyclicBarrier bothHaveLooked = new CyclicBarrier(2);

          /** Gives the other instance every chance to look before this one pays. */
          @Override
          boolean isPaid(String invoice) {
            boolean paid = super.isPaid(invoice);
            try {
              bothHaveLooked.await(300, TimeUnit.MILLISECONDS);
            } catch (TimeoutException
                | BrokenBarrierException
                | InterruptedException theMutexHolds) {
              // The other one waits for the mutex meanwhile, as it should.
            }
            return paid;
          }
        };
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      InvoiceSample.run(node.url().orElseThrow(), ledger, List.of("A-1"));
    }

    assertEquals(1, ledger.payments().size(), () -> ledger.payments().toString());
  }

  @Test
  void shouldHaveALedgerThatRefusesOldTokens() {
    var ledger = new Ledger();
    ledger.pay("A-1", new FencingToken(1, 7), "second");

    assertThrows(
        IllegalStateException.class, () -> ledger.pay("A-1", new FencingToken(1, 6), "first"));
    ledger.pay("A-2", new FencingToken(1, 6), "first");
    assertEquals(2, ledger.payments().size());
  }

  @Test
  void shouldLoseAnUpdateWithoutTheFenceAndNoneWithIt() {
    assertEquals(10, FencingSample.run(new Account(false)));
    assertEquals(15, FencingSample.run(new Account(true)));
  }

  @Test
  void shouldFireEveryTickOnceWhoeverLeads() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      var ticks = ScheduleSample.run(node.url().orElseThrow(), node.store());

      assertEquals(
          IntStream.rangeClosed(1, Schedule.TICKS).boxed().toList(),
          ticks.stream().map(Schedule.Tick::number).toList());
      var epochs = ticks.stream().map(Schedule.Tick::epoch).toList();
      assertEquals(epochs.stream().sorted().toList(), epochs, "an epoch went back");
      var leaders = ticks.stream().map(tick -> tick.epoch() + " " + tick.by()).distinct().count();
      assertEquals(epochs.stream().distinct().count(), leaders, "an epoch of two leaders");
      assertTrue(
          leaders >= 3, () -> "fewer terms than the resignations and the kill make: " + ticks);
    }
  }

  @Test
  void shouldRefuseATickOfALeaderThatAnotherOneFollowed() throws Exception {
    try (var node = HoldfastNode.builder().memory().start()) {
      var bucket = node.store().createBucket(BucketConfig.builder("b").history(9).build());
      var schedule = new Schedule(bucket);
      assertTrue(schedule.fire(new FencingToken(1, 4), "first"));
      assertTrue(schedule.fire(new FencingToken(1, 9), "second"));

      assertFalse(schedule.fire(new FencingToken(1, 4), "first"));

      assertEquals(
          List.of("first", "second"), schedule.fired().stream().map(Schedule.Tick::by).toList());
    }
  }
}
