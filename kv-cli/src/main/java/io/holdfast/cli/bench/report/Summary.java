package io.holdfast.cli.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One figure over several rounds.
 *
 * @param rounds in their order; not empty
 */
public record Summary(List<Double> rounds) {
  /** Copies. */
  public Summary {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a summary needs at least one round");
    }
    rounds = List.copyOf(rounds);
  }

  /** The middle one; the mean of the two in the middle of an even number. */
  public double median() {
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest. */
  public double min() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest. */
  public double max() {
    return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * Round by round, this by {@code other}: rounds that ran beside each other saw the same machine.
   */
  public Summary dividedBy(Summary other) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < Math.min(rounds.size(), other.rounds.size()); i++) {
      ratios.add(rounds.get(i) / other.rounds.get(i));
    }
    return new Summary(ratios);
  }
}
