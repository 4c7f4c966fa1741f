package io.holdfast.cli.bench.load;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one round came to. Immutable.
 *
 * @param figures by kind
 * @param firstError the message of the first operation that failed
 */
public record RoundResult(Map<Figure, Double> figures, Optional<String> firstError) {
  private static final double NANOS_PER_MICRO = 1_000;

  /** Copies. */
  public RoundResult {
    var copy = new EnumMap<Figure, Double>(Figure.class);
    copy.putAll(figures);
    figures = Collections.unmodifiableMap(copy);
  }

  /** The figures of operations that took what {@code latencies} (nanoseconds) says. */
  static RoundResult of(
      double perSecond, Histogram latencies, long errors, Optional<String> firstError) {
    var figures = new EnumMap<Figure, Double>(Figure.class);
    figures.put(Figure.RATE, perSecond);
    figures.put(Figure.P50, latencies.getValueAtPercentile(50) / NANOS_PER_MICRO);
    figures.put(Figure.P99, latencies.getValueAtPercentile(99) / NANOS_PER_MICRO);
    figures.put(Figure.P999, latencies.getValueAtPercentile(99.9) / NANOS_PER_MICRO);
    figures.put(Figure.ERRORS, (double) errors);
    return new RoundResult(figures, firstError);
  }

  /** A round that came to nothing, and why. */
  public static RoundResult failed(String why) {
    return new RoundResult(Map.of(Figure.ERRORS, 1.0), Optional.of(why));
  }

  /**
   * One figure.
   *
   * @throws IllegalArgumentException when this round did not measure it
   */
  public double figure(Figure figure) {
    Double value = figures.get(figure);
    if (value == null) {
      throw new IllegalArgumentException("this round did not measure " + figure);
    }
    return value;
  }

  /** The same with one more figure. */
  public RoundResult with(Figure figure, double value) {
    var more = new EnumMap<>(figures);
    more.put(figure, value);
    return new RoundResult(more, firstError);
  }
}
