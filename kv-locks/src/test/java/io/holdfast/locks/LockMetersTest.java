package io.holdfast.locks;

import static io.holdfast.locks.LockWorld.TTL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LockMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LockWorld world = new LockWorld(7);
  private final Link link = new Link(world.store, world.time);
  private final Locks locks =
      Locks.on(
          link.store(),
          LocksOptions.on(world.time.client("metered"))
              .leaseTtl(TTL)
              .random(new SplittableRandom(70))
              .meters(registry));

  @Test
  void shouldShowZeroBeforeAnythingIsAsked() {
    assertEquals(0, acquired("granted").count());
    assertEquals(0, acquired("timed_out").count());
    assertEquals(0, active("holdfast.lock.held"));
    assertEquals(0, active("holdfast.lock.waiters"));
    assertEquals(0, counter("holdfast.lease.lost", "unreachable"));
    assertEquals(0, registry.get("holdfast.lease.renewal.late").counter().count());
  }

  @Test
  void shouldCountAnAcquisitionAndItsHold() {
    var held = world.get(locks.mutex("a").acquireAsync(TTL));
    assertEquals(1, active("holdfast.lock.held"));
    world.time.advance(TTL);
    assertTrue(
        registry.get("holdfast.lease.renewal").tag("outcome", "confirmed").timer().count() > 1);

    world.get(held.releaseAsync());

    assertEquals(1, acquired("granted").count());
    assertEquals(0, active("holdfast.lock.held"));
    assertEquals(0, active("holdfast.lock.waiters"));
  }

  @Test
  void shouldTimeHowLongAnAcquisitionTook() {
    var other = world.peer("other");
    var held = other.acquire("a");
    var wish = locks.mutex("a").acquireAsync(TTL);
    world.time.advance(Duration.ofSeconds(3));
    assertEquals(1, active("holdfast.lock.waiters"));
    world.get(held.releaseAsync());
    world.get(wish);

    double millis = acquired("granted").totalTime(TimeUnit.MILLISECONDS);
    assertTrue(millis >= 3000 && millis < 3500, "took " + millis + " ms");
  }

  @Test
  void shouldCountWhatWasNotGrantedByItsReason() {
    world.peer("other").acquire("a");

    assertTrue(world.get(locks.mutex("a").tryAcquireAsync()).isEmpty());
    var late = locks.mutex("a").acquireAsync(Duration.ofSeconds(1));
    assertThrows(CompletionException.class, () -> world.get(late));
    locks.mutex("a").acquireAsync(TTL).cancel(false);
    world.settle();
    var cut = locks.mutex("a").acquireAsync(TTL);
    world.settle();
    world.get(locks.closeAsync());
    assertThrows(CompletionException.class, () -> world.get(cut));

    assertEquals(1, acquired("busy").count());
    assertEquals(1, acquired("timed_out").count());
    assertEquals(1, acquired("cancelled").count());
    assertEquals(1, acquired("closed").count());
    assertEquals(0, active("holdfast.lock.waiters"));
  }

  /** A meter is no reason to lose a grant that is in the store, nor to keep a loss to itself. */
  @Test
  void shouldGrantAndReleaseAlthoughTheRegistryThrows() {
    var throwing =
        new SimpleMeterRegistry() {
          @Override
          protected LongTaskTimer newLongTaskTimer(
              Meter.Id id, DistributionStatisticConfig config) {
            return new DefaultLongTaskTimer(id, clock, getBaseTimeUnit(), config, false) {
              @Override
              public Sample start() {
                throw new IllegalStateException("planted");
              }
            };
          }

          @Override
          protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
              @Override
              public void increment(double amount) {
                throw new IllegalStateException("planted");
              }
            };
          }
        };
    var unlucky =
        Locks.on(
            link.store(),
            LocksOptions.on(world.time.client("unlucky"))
                .leaseTtl(TTL)
                .random(new SplittableRandom(71))
                .meters(throwing));

    var held = world.get(unlucky.mutex("a").acquireAsync(TTL));
    assertTrue(held.held());
    world.get(held.releaseAsync());
    var lost = world.get(unlucky.mutex("a").acquireAsync(TTL));
    link.cut();
    world.time.advance(TTL.multipliedBy(2));

    assertFalse(lost.held());
  }

  @Test
  void shouldCountALossAndTheMarginThatWasLeft() {
    world.get(locks.mutex("a").acquireAsync(TTL));

    link.cut();
    world.time.advance(TTL);

    assertEquals(1, counter("holdfast.lease.lost", "unreachable"));
    assertEquals(1, counter("holdfast.lock.lost", "unreachable"));
    assertEquals(0, counter("holdfast.lock.lost", "taken_over"));
    assertEquals(1, registry.get("holdfast.lease.renewal.late").counter().count());
    assertTrue(registry.get("holdfast.lease.renewal").tag("outcome", "failed").timer().count() > 0);
    assertEquals(0, active("holdfast.lock.held"));
    Timer margin = registry.get("holdfast.lease.lost.margin").timer();
    assertEquals(1, margin.count());
    double millis = margin.totalTime(TimeUnit.MILLISECONDS);
    assertTrue(millis > 900 && millis <= 1000, "a tenth of 10 s was left, found " + millis);
  }

  @Test
  void shouldNotCountAnOrderlyEndAsALoss() {
    world.get(locks.mutex("a").acquireAsync(TTL));

    world.get(locks.closeAsync());

    for (String reason : new String[] {"expired", "taken_over", "forced", "unreachable"}) {
      assertEquals(0, counter("holdfast.lease.lost", reason), reason);
      assertEquals(0, counter("holdfast.lock.lost", reason), reason);
    }
    assertEquals(0, active("holdfast.lock.held"));
  }

  private Timer acquired(String outcome) {
    return registry.get("holdfast.lock.acquire").tag("outcome", outcome).timer();
  }

  private int active(String name) {
    return registry.get(name).longTaskTimer().activeTasks();
  }

  private double counter(String name, String reason) {
    return registry.get(name).tag("reason", reason).counter().count();
  }
}
