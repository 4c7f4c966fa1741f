package io.holdfast.cli.bench.load;

import java.time.Duration;

/** One workload made ready on one target. Used by one thread. */
public interface Load extends AutoCloseable {
  /** Loads the target for {@code length}; returns soon after that, whatever the target does. */
  RoundResult round(Duration length) throws InterruptedException;

  @Override
  void close();
}
