package io.holdfast.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
  private final VirtualScheduler world = new VirtualScheduler(1);
  private final List<String> ran = new ArrayList<>();

  @Test
  void shouldRunTasksInOrderOfTheirTimes() {
    later(30, "c");
    later(10, "a");
    later(20, "b");

    world.run();

    assertEquals(List.of("a", "b", "c"), ran);
    assertEquals(Duration.ofMillis(30), world.elapsed());
  }

  @Test
  void shouldRepeatTheOrderOfTiesWithTheSameSeedAndVaryItWithOthers() {
    List<Integer> first = orderOfTies(7);

    assertEquals(first, orderOfTies(7));
    assertNotEquals(first, orderOfTies(8));
  }

  @Test
  void shouldNotRunACancelledTask() {
    world.schedule(Duration.ofMillis(1), () -> ran.add("cancelled")).cancel();

    world.run();

    assertEquals(List.of(), ran);
  }

  @Test
  void shouldStopAtTheBoundWhenTheConditionStaysFalse() {
    later(50, "late");

    assertFalse(world.runUntil(() -> !ran.isEmpty(), Duration.ofMillis(49)));
    assertEquals(Duration.ofMillis(49), world.elapsed());
    assertTrue(world.runUntil(() -> !ran.isEmpty(), Duration.ofMillis(1)));
  }

  @Test
  void shouldMoveTheClockByExactlyTheTimeAdvanced() {
    later(5, "inside");
    later(11, "beyond");

    world.advance(Duration.ofMillis(10));

    assertEquals(List.of("inside"), ran);
    assertEquals(Duration.ofMillis(10), world.elapsed());
  }

  @Test
  void shouldRefuseToRunPeriodicWorkForEver() {
    var count = new AtomicInteger();
    world.execute(() -> repeat(count));

    assertThrows(IllegalStateException.class, world::run);
  }

  @Test
  void shouldJumpTheWallClockWithoutTouchingTheMonotonicOne() {
    long before = world.clock().nanos();

    world.setWallTime(Instant.EPOCH);
    world.advance(Duration.ofSeconds(2));

    assertEquals(Instant.EPOCH.plusSeconds(2), world.clock().wallTime());
    assertEquals(2_000_000_000L, world.clock().nanos() - before);
  }

  @Test
  void shouldLetAFailureOfATaskOut() {
    world.execute(
        () -> {
          throw new IllegalStateException("boom");
        });

    assertThrows(IllegalStateException.class, world::run);
  }

  private void repeat(AtomicInteger count) {
    count.incrementAndGet();
    world.execute(() -> repeat(count));
  }

  private void later(long millis, String name) {
    world.schedule(Duration.ofMillis(millis), () -> ran.add(name));
  }

  private static List<Integer> orderOfTies(long seed) {
    var world = new VirtualScheduler(seed);
    var order = new ArrayList<Integer>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      world.execute(() -> order.add(number));
    }
    world.run();
    return order;
  }
}
