package io.holdfast.kv.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadSchedulerTest {
  private static final long PATIENCE_SECONDS = 30;

  private final AtomicInteger offers = new AtomicInteger();

  /** An executor that is full for its first offers. */
  private void fullAtFirst(Runnable task) {
    if (offers.incrementAndGet() <= 3) {
      throw new RejectedExecutionException("full");
    }
    task.run();
  }

  @Test
  void shouldOfferATimedTaskAgainUntilItIsTaken() throws InterruptedException {
    var ran = new CountDownLatch(1);
    try (var scheduler = ThreadScheduler.on("test", this::fullAtFirst)) {
      scheduler.schedule(Duration.ofMillis(1), ran::countDown);

      assertTrue(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the task was lost");
      assertEquals(4, offers.get());
    }
  }

  @Test
  void shouldOfferATaskAgainUntilItIsTaken() throws InterruptedException {
    var ran = new CountDownLatch(1);
    try (var scheduler = ThreadScheduler.on("test", this::fullAtFirst)) {
      scheduler.execute(ran::countDown);

      assertTrue(ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the task was lost");
    }
  }

  @Test
  void shouldSayWhenNothingWillRunAnyMore() {
    var scheduler = ThreadScheduler.create("test");
    scheduler.close();

    assertThrows(RejectedExecutionException.class, () -> scheduler.execute(() -> {}));
  }
}
