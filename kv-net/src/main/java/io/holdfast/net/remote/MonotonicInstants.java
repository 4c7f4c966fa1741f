package io.holdfast.net.remote;

import io.holdfast.kv.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The monotonic clock as instants from an arbitrary origin, so that no clock jump moves the circuit
 * breaker.
 */
final class MonotonicInstants extends java.time.Clock {
  private final Clock clock;
  private final ZoneId zone;

  MonotonicInstants(Clock clock) {
    this(clock, ZoneOffset.UTC);
  }

  private MonotonicInstants(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public java.time.Clock withZone(ZoneId other) {
    return new MonotonicInstants(clock, other);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(0, clock.nanos());
  }
}
