package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.testkit.simulation.VirtualScheduler;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LocksOptionsTest {
  private final LocksOptions options = LocksOptions.on(new VirtualScheduler(1).client("test"));

  /** Options may be used for several clients, each of which has a thread of its own. */
  @Test
  void shouldLetOneThreadAtATimeUseTheSourceOfRandomNumbers() throws Exception {
    var source = new SlowSource();
    RandomGenerator random = options.random(source).random();

    var first = CompletableFuture.supplyAsync(random::nextLong, run -> new Thread(run).start());
    assertTrue(source.entered.await(10, TimeUnit.SECONDS));
    var second = new Thread(random::nextDouble);
    second.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (second.isAlive() && second.getState() != Thread.State.BLOCKED) {
      assertTrue(System.nanoTime() < deadline, "the second caller neither waits nor ends");
      Thread.onSpinWait();
    }
    source.leave.countDown();
    first.get(10, TimeUnit.SECONDS);
    second.join(10_000);

    assertEquals(1, source.mostAtOnce.get());
  }

  /** A seed tells what will happen. */
  @Test
  void shouldGiveTheNumbersOfTheSource() {
    RandomGenerator random = options.random(new Random(7)).random();
    var same = new Random(7);

    assertEquals(same.nextLong(), random.nextLong());
    assertEquals(same.nextDouble(), random.nextDouble());
  }

  /** Whose first caller stays until it may leave. */
  private static final class SlowSource implements RandomGenerator {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @Override
    public long nextLong() {
      int now = inside.incrementAndGet();
      mostAtOnce.accumulateAndGet(now, Math::max);
      if (now == 1 && entered.getCount() > 0) {
        entered.countDown();
        await(leave);
      }
      inside.decrementAndGet();
      return 1;
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(10, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
