package io.holdfast.net.jetstream;

import java.time.Duration;

/**
 * What requests to a pull consumer may ask for. Immutable.
 *
 * @param maxWaiting most requests that wait at a time
 * @param maxBatch most messages of one request; 0: no limit
 * @param maxExpires longest time a request waits; zero: no limit
 * @param maxBytes most bytes of one request; 0: no limit
 */
record PullLimits(int maxWaiting, long maxBatch, Duration maxExpires, long maxBytes) {
  static final int DEFAULT_WAITING = 512;
  private static final int MOST_WAITING = 4_096;

  /** Reads the fields of a consumer's configuration. */
  static PullLimits read(RequestBody config) {
    long waiting = config.number("max_waiting", 0);
    if (waiting < 0) {
      throw new ApiError(400, 10087, "consumer max waiting needs to be positive");
    }
    return new PullLimits(
        waiting == 0 ? DEFAULT_WAITING : (int) Math.min(MOST_WAITING, waiting),
        Math.max(0, config.number("max_batch", 0)),
        Duration.ofNanos(Math.max(0, config.number("max_expires", 0))),
        Math.max(0, config.number("max_bytes", 0)));
  }
}
