package io.holdfast.testkit.simulation;

import java.time.Duration;

/**
 * What the simulated network does, as probabilities from 0 to 1 per message and as virtual times.
 * Immutable; start from {@link #NONE} or {@link #HARSH}.
 *
 * <p>Messages between one client and the server keep their order, as on one connection, but for the
 * late ones: these are what an earlier connection still delivers after the client gave it up.
 *
 * @param delay the longest normal time of one message; each takes a random part of it
 * @param slow how many messages, and all behind them, take up to {@code slowDelay}
 * @param slowDelay the longest time of a slow message
 * @param lostRequests how many requests never arrive
 * @param lateRequests how many requests arrive up to {@code lateDelay} later, with nobody waiting
 * @param lateDelay the longest time of a late request
 * @param lostReplies how many answers never arrive, to requests that did
 * @param duplicates how many requests arrive twice, the second time up to {@code lateDelay} later
 * @param watchCuts how many watch events are lost with their connection, so that the watch resumes
 * @param requestTimeout the longest a client waits for an answer
 */
public record FaultPlan(
    Duration delay,
    double slow,
    Duration slowDelay,
    double lostRequests,
    double lateRequests,
    Duration lateDelay,
    double lostReplies,
    double duplicates,
    double watchCuts,
    Duration requestTimeout) {
  /** Everything arrives at once. */
  public static final FaultPlan NONE =
      new FaultPlan(
          Duration.ZERO, 0, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, Duration.ofSeconds(5));

  /** A network on a bad day: everything that can go wrong does so every few dozen messages. */
  public static final FaultPlan HARSH =
      new FaultPlan(
          Duration.ofMillis(20),
          0.03,
          Duration.ofMillis(1500),
          0.03,
          0.03,
          Duration.ofSeconds(8),
          0.03,
          0.03,
          0.05,
          Duration.ofSeconds(1));

  /** Checks the ranges. */
  public FaultPlan {
    for (double probability :
        new double[] {slow, lostRequests, lateRequests, lostReplies, duplicates, watchCuts}) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability must be 0 to 1, got " + probability);
      }
    }
    for (Duration time : new Duration[] {delay, slowDelay, lateDelay}) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("a delay must not be negative, got " + time);
      }
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("request time-out must be positive: " + requestTimeout);
    }
  }

  /** The same delays with nothing lost, late, doubled or cut. */
  public FaultPlan withoutLosses() {
    return new FaultPlan(delay, 0, slowDelay, 0, 0, lateDelay, 0, 0, 0, requestTimeout);
  }

  /** This plan with every probability multiplied by {@code factor}, at most 1. */
  public FaultPlan scaledBy(double factor) {
    return new FaultPlan(
        delay,
        Math.min(1, slow * factor),
        slowDelay,
        Math.min(1, lostRequests * factor),
        Math.min(1, lateRequests * factor),
        lateDelay,
        Math.min(1, lostReplies * factor),
        Math.min(1, duplicates * factor),
        Math.min(1, watchCuts * factor),
        requestTimeout);
  }
}
