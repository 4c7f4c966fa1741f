package io.holdfast.locks.simulation;

import io.holdfast.testkit.simulation.FaultPlan;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What one schedule is made of, drawn from its seed.
 *
 * @param clients processes at the start
 * @param threads what contends in each process
 * @param locks names they contend for
 * @param leaseTtl of every process
 * @param safetyMargin of every process
 * @param clocks what is wrong with them
 * @param faults of the network
 * @param chaos how long faults last
 */
record Scenario(
    int clients,
    int threads,
    int locks,
    Duration leaseTtl,
    double safetyMargin,
    Clocks clocks,
    FaultPlan faults,
    Duration chaos) {
  /**
   * What is wrong with clocks; one thing at a time, since the margin is made to cover either clocks
   * of different rates or the notice of a suspension, not the sum.
   */
  enum Clocks {
    TRUE,
    DRIFTING,
    JUMPING,
    SUSPENDED
  }

  private static final double[] MARGINS = {0.02, 0.05, 0.1};
  private static final double[] BADNESS = {0, 0.3, 1, 2};
  private static final Clocks[] CLOCKS = Clocks.values();

  static Scenario draw(SplittableRandom random) {
    return new Scenario(
        random.nextInt(2, 7),
        random.nextInt(1, 3),
        random.nextInt(1, 4),
        Duration.ofMillis(random.nextLong(800, 2500)),
        MARGINS[random.nextInt(MARGINS.length)],
        CLOCKS[random.nextInt(CLOCKS.length)],
        FaultPlan.HARSH.scaledBy(BADNESS[random.nextInt(BADNESS.length)]),
        Duration.ofMillis(random.nextLong(5_000, 12_000)));
  }
}
