package io.holdfast.testkit.simulation;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What lies between one client and the server: a channel each way, and the seeded draws that decide
 * what befalls each message. Confined to the thread that runs the simulation.
 */
final class Link {
  private final VirtualScheduler world;
  private final SplittableRandom random;
  private final Supplier<FaultPlan> plan;
  private final Channel requests;
  private final Channel replies;
  private boolean up = true;

  Link(VirtualScheduler world, SplittableRandom random, Supplier<FaultPlan> plan) {
    this.world = world;
    this.random = random;
    this.plan = plan;
    this.requests = new Channel(world);
    this.replies = new Channel(world);
  }

  /** What becomes of one request. */
  enum Fate {
    DELIVERED,
    DOUBLED,
    LOST,
    LATE,
    UNANSWERED
  }

  FaultPlan plan() {
    return plan.get();
  }

  boolean up() {
    return up;
  }

  void setUp(boolean newUp) {
    up = newUp;
  }

  Fate drawFate() {
    var faults = plan.get();
    double draw = random.nextDouble();
    if ((draw -= faults.lostRequests()) < 0) {
      return Fate.LOST;
    }
    if ((draw -= faults.lateRequests()) < 0) {
      return Fate.LATE;
    }
    if ((draw -= faults.lostReplies()) < 0) {
      return Fate.UNANSWERED;
    }
    return draw - faults.duplicates() < 0 ? Fate.DOUBLED : Fate.DELIVERED;
  }

  boolean drawCut() {
    return draw(plan.get().watchCuts());
  }

  boolean draw(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** A random part of {@code longest}. */
  Duration drawUpTo(Duration longest) {
    return longest.isZero() ? longest : Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
  }

  /** Brings {@code arrival} to the server in order, unless the link is down then. */
  void request(Runnable arrival) {
    requests.send(drawDelay(), () -> deliver(arrival));
  }

  /** Brings {@code arrival} to the server some time, out of order. */
  void lateRequest(Runnable arrival) {
    world.schedule(drawUpTo(plan.get().lateDelay()), () -> deliver(arrival));
  }

  /** Brings {@code arrival} to the client in order, unless the link is down then. */
  void reply(Runnable arrival) {
    reply(arrival, () -> {});
  }

  /** The same; {@code lost} runs when the link is down then. */
  void reply(Runnable arrival, Runnable lost) {
    replies.send(drawDelay(), up(arrival, lost));
  }

  private Runnable up(Runnable arrival, Runnable lost) {
    return () -> (up ? arrival : lost).run();
  }

  private void deliver(Runnable arrival) {
    if (up) {
      arrival.run();
    }
  }

  private Duration drawDelay() {
    var faults = plan.get();
    return drawUpTo(draw(faults.slow()) ? faults.slowDelay() : faults.delay());
  }
}
