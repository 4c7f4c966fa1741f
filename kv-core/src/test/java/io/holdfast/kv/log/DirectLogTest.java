package io.holdfast.kv.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.time.ManualScheduler;
import io.holdfast.kv.time.ThreadScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DirectLogTest {
  private final ManualScheduler time = new ManualScheduler();
  private final RecordingState state = new RecordingState();
  private final DirectLog log = DirectLog.open(state, time);

  @Test
  void shouldApplyBeforeTheSubmitReturnsWhenNobodyElseDoes() {
    CompletableFuture<Outcome> first = log.submit(command("a"));
    CompletableFuture<Outcome> second = log.submit(command("b"));

    assertEquals(new Outcome.Removed(1), first.join());
    assertEquals(new Outcome.Removed(2), second.join());
    assertEquals(List.of(command("a"), command("b")), state.commands);
    assertEquals(List.of(1L, 2L), state.headers.stream().map(header -> header.index()).toList());
  }

  @Test
  void shouldApplyCommandsFromCallbacksInTurnAndNotInside() {
    var order = new ArrayList<String>();

    log.onApplyThread(
            () -> {
              var unused = log.submit(command("later")).thenAccept(outcome -> order.add("applied"));
              order.add("looked");
              return 0;
            })
        .join();

    assertEquals(List.of("looked", "applied"), order);
  }

  @Test
  void shouldApplyOneAtATimeAndInEachThreadsOrder() throws InterruptedException {
    int threads = 4;
    int each = 20_000;
    try (var real = ThreadScheduler.create("direct-log-test");
        var busy = DirectLog.open(state, real)) {
      var done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        String name = "t" + t;
        real.execute(
            () -> {
              submitInTurn(busy, name, each);
              done.countDown();
            });
      }
      assertTrue(done.await(60, TimeUnit.SECONDS), "submitting threads are stuck");
    }

    for (int t = 0; t < threads; t++) {
      assertEquals(LongStream.range(0, each).boxed().toList(), appliedFor("t" + t));
    }
  }

  @Test
  void shouldExpireWithinATickOfTheDeadline() {
    state.deadline = new LeaseTime(Duration.ofMillis(1020).toNanos());

    time.advance(Duration.ofSeconds(1));
    assertTrue(state.commands.isEmpty(), "expired early");
    time.advance(Duration.ofMillis(70));

    assertEquals(List.of(Command.Expire.in(1)), state.commands);
    assertTrue(state.leaseTime().compareTo(new LeaseTime(1_020_000_000)) >= 0);
  }

  @Test
  void shouldWriteNothingWhileNothingIsDue() {
    time.advance(Duration.ofHours(1));

    assertTrue(state.commands.isEmpty());
    assertEquals(Duration.ofHours(1).toNanos(), log.leaseNow().nanos());
  }

  @Test
  void shouldNotChargeAPauseOfTheProcessToLeases() {
    state.deadline = new LeaseTime(Duration.ofSeconds(10).toNanos());
    time.advance(Duration.ofSeconds(1));

    time.jump(Duration.ofMinutes(1));

    assertTrue(log.leaseNow().nanos() < Duration.ofSeconds(2).toNanos(), log.leaseNow().toString());
    assertTrue(state.commands.isEmpty());
  }

  @Test
  void shouldRefuseEverythingAfterClose() {
    var accepted = log.submit(command("before"));
    log.close();
    log.close();

    assertFailsWith(UnavailableException.class, log.submit(command("after")));
    assertFailsWith(UnavailableException.class, log.readBarrier());
    assertFailsWith(UnavailableException.class, log.onApplyThread(() -> 1));
    assertEquals(new Outcome.Removed(1), accepted.join());
    assertEquals(1, state.commands.size());
    assertEquals(0, time.timers(), "the ticks must stop");
  }

  @Test
  void shouldStopWhenTheStateBreaks() {
    state.broken = true;

    assertFailsWith(IndeterminateException.class, log.submit(command("breaks")));
    state.broken = false;

    assertFailsWith(UnavailableException.class, log.submit(command("after")));
    assertFailsWith(UnavailableException.class, log.readBarrier());
    assertTrue(state.commands.isEmpty());
  }

  @Test
  void shouldRefuseMoreThanMayWait() {
    var refused = new ArrayList<CompletableFuture<Outcome>>();

    log.onApplyThread(
            () -> {
              for (int i = 0; i < DirectLog.MAX_WAITING; i++) {
                refused.add(log.submit(command("x")));
              }
              return 0;
            })
        .join();

    assertFailsWith(OverloadedException.class, refused.get(refused.size() - 1));
    refused.remove(refused.size() - 1);
    time.runReady();
    assertTrue(refused.stream().noneMatch(CompletableFuture::isCompletedExceptionally));
    assertTrue(refused.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void shouldFailALookThatThrowsAndGoOn() {
    CompletableFuture<Object> look =
        log.onApplyThread(
            () -> {
              throw new IllegalArgumentException("bad look");
            });

    assertInstanceOf(
        IllegalArgumentException.class,
        assertThrows(CompletionException.class, look::join).getCause());
    assertFalse(log.submit(command("next")).isCompletedExceptionally());
  }

  /** Waits for the last of every hundred, so that what is under way stays below the limit. */
  private static void submitInTurn(DirectLog busy, String bucket, int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Outcome> result = busy.submit(new Command.RemoveRevision(bucket, i));
      if (i % 100 == 99) {
        result.join();
      }
    }
  }

  private List<Long> appliedFor(String bucket) {
    return state.commands.stream()
        .map(Command.RemoveRevision.class::cast)
        .filter(remove -> remove.bucket().equals(bucket))
        .map(Command.RemoveRevision::revision)
        .toList();
  }

  private static void assertFailsWith(
      Class<? extends HoldfastException> kind, CompletableFuture<?> future) {
    assertInstanceOf(kind, assertThrows(CompletionException.class, future::join).getCause());
  }

  private static Command command(String bucket) {
    return new Command.DeleteBucket(bucket);
  }
}
