package io.holdfast.testkit.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * One direction of a connection: messages arrive in the order they were sent, each after its own
 * delay but none before the one ahead of it. Confined to the thread that runs the simulation.
 */
final class Channel {
  private final VirtualScheduler world;
  private final Deque<Runnable> underWay = new ArrayDeque<>();
  private long lastArrivalNanos;

  Channel(VirtualScheduler world) {
    this.world = world;
  }

  void send(Duration delay, Runnable arrival) {
    long now = world.clock().nanos();
    lastArrivalNanos = Math.max(lastArrivalNanos, now + delay.toNanos());
    underWay.add(arrival);
    // Arrivals at one instant run in any order, but each takes the oldest message.
    world.schedule(
        Duration.ofNanos(lastArrivalNanos - now),
        () -> Objects.requireNonNull(underWay.poll()).run());
  }
}
