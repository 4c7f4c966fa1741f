package io.holdfast.cli.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, exact to three digits up to a minute; longer counts as a minute. */
final class Latencies {
  private static final long HIGHEST = Duration.ofMinutes(1).toNanos();

  private Latencies() {}

  static Histogram empty() {
    return new Histogram(HIGHEST, 3);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST));
  }
}
