package io.holdfast.net.jetstream;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many API requests there were since the server started, and how many were answered with an
 * error. Thread-safe: two counters that say nothing of each other.
 */
final class ApiCounts {
  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();

  void request() {
    requests.increment();
  }

  void error() {
    errors.increment();
  }

  long requests() {
    return requests.sum();
  }

  long errors() {
    return errors.sum();
  }
}
