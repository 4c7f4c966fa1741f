package io.holdfast.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientSchedulerTest {
  private final VirtualScheduler world = new VirtualScheduler(1);
  private final ClientScheduler client = world.client("c1");
  private final List<Duration> ranAt = new ArrayList<>();

  @Test
  void shouldRunWhatBecameDueDuringAPauseWhenItEnds() {
    recordAfter(Duration.ofMillis(10));
    client.pause();
    world.advance(Duration.ofMillis(50));
    assertEquals(List.of(), ranAt);

    client.resume();
    world.run();

    assertEquals(List.of(Duration.ofMillis(50)), ranAt);
  }

  @Test
  void shouldLetTheClockGoOnDuringAPause() {
    client.pause();
    world.advance(Duration.ofMillis(50));

    assertEquals(50_000_000L, client.clock().nanos());
  }

  @Test
  void shouldStopTheMonotonicClockAndNotTheWallClockDuringASuspension() {
    recordAfter(Duration.ofMillis(10));
    client.suspend();
    world.advance(Duration.ofMillis(50));

    assertEquals(0, client.clock().nanos());
    assertEquals(VirtualScheduler.EPOCH.plusMillis(50), client.clock().wallTime());

    client.resume();
    world.run();
    assertEquals(List.of(Duration.ofMillis(60)), ranAt);
  }

  @Test
  void shouldTakeTasksThatArriveDuringASuspension() {
    client.suspend();
    client.execute(() -> ranAt.add(world.elapsed()));
    world.advance(Duration.ofMillis(5));

    client.resume();
    world.run();

    assertEquals(List.of(Duration.ofMillis(5)), ranAt);
  }

  @Test
  void shouldCountDelaysOnItsOwnClock() {
    client.clockRate(500_000);
    recordAfter(Duration.ofMillis(10));

    world.run();

    assertEquals(List.of(Duration.ofMillis(20)), ranAt);
    assertEquals(10_000_000L, client.clock().nanos());
  }

  @Test
  void shouldRunNothingAfterItsDeath() {
    recordAfter(Duration.ofMillis(10));
    client.kill();
    client.resume();
    recordAfter(Duration.ZERO);

    world.run();

    assertEquals(List.of(), ranAt);
    assertFalse(client.running());
  }

  @Test
  void shouldForgetACancelledTaskThatIsHeldBack() {
    var pending = client.schedule(Duration.ofMillis(1), () -> ranAt.add(world.elapsed()));
    client.pause();
    world.advance(Duration.ofMillis(5));
    pending.cancel();

    client.resume();
    world.run();

    assertEquals(List.of(), ranAt);
  }

  @Test
  void shouldShowAWallClockThatIsOff() {
    client.wallError(Duration.ofHours(-1));

    assertEquals(VirtualScheduler.EPOCH.minusSeconds(3600), client.clock().wallTime());
  }

  private void recordAfter(Duration delay) {
    client.schedule(delay, () -> ranAt.add(world.elapsed()));
  }
}
