package io.holdfast.net.access;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a failed login is kept waiting for its answer: nothing for the first few from an address
 * or under a name, then longer and longer. Only failures wait, so nobody can lock others out.
 * Thread-safe: a concurrent map of immutable counts; bounded.
 */
final class FailureDelays {
  private static final int FREE = 3;
  private static final int MOST_REMEMBERED = 10_000;
  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 1000;
  private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Failures in a row, none of them long after the one before. */
  private record Failures(int count, long lastNanos) {}

  private final Map<Object, Failures> failures = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  FailureDelays(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Counts one failure of {@code whose}; how long it has to wait. */
  Duration failed(Object whose) {
    long now = nanos.getAsLong();
    if (failures.size() >= MOST_REMEMBERED) {
      makeRoom(now);
    }
    Failures counted =
        failures.merge(
            whose,
            new Failures(1, now),
            (before, one) -> new Failures(isForgotten(before, now) ? 1 : before.count() + 1, now));
    int beyond = counted.count() - FREE;
    return beyond <= 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(beyond - 1, 10)));
  }

  private static boolean isForgotten(Failures known, long now) {
    return now - known.lastNanos() > FORGET_NANOS;
  }

  /** Forgetting somebody too early only spares him a wait. */
  private void makeRoom(long now) {
    failures.values().removeIf(known -> isForgotten(known, now));
    if (failures.size() >= MOST_REMEMBERED) {
      failures.clear();
    }
  }

  int remembered() {
    return failures.size();
  }
}
