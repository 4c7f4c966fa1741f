package io.holdfast.cli.bench.load;

import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one caller, or all of them together, did in a round. Confined to one thread. */
final class Tally {
  private final Histogram latencies = Latencies.empty();
  private long refused;
  private long errors;
  private @Nullable String firstError;

  void succeeded(long nanos, int refusedBefore) {
    Latencies.record(latencies, nanos);
    refused += refusedBefore;
  }

  void failed(Exception failure) {
    errors++;
    if (firstError == null) {
      firstError = String.valueOf(failure.getMessage());
    }
  }

  void add(Tally other) {
    latencies.add(other.latencies);
    refused += other.refused;
    errors += other.errors;
    if (firstError == null) {
      firstError = other.firstError;
    }
  }

  long done() {
    return latencies.getTotalCount();
  }

  long refused() {
    return refused;
  }

  long errors() {
    return errors;
  }

  RoundResult over(double seconds) {
    return RoundResult.of(done() / seconds, latencies, errors, Optional.ofNullable(firstError));
  }
}
