package io.holdfast.cli.bench.load;

import java.util.Arrays;

/** How evenly callers were served. */
final class Fairness {
  private Fairness() {}

  /**
   * The most grants of one caller by the fewest of one: 1 when all had the same. A caller that had
   * none counts as half a grant, so that starving is a large number and not an infinite one.
   *
   * @param grants of each caller; not empty
   */
  static double of(long[] grants) {
    long most = Arrays.stream(grants).max().orElseThrow();
    long fewest = Arrays.stream(grants).min().orElseThrow();
    return most == 0 ? 1 : (double) most / Math.max((double) fewest, 0.5);
  }
}
