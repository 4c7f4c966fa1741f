package io.holdfast.locks.simulation;

import io.holdfast.testkit.simulation.SimulatedWorld;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * G30, no lost wake-up: once faults have stopped, a lock that somebody waits for is not left free
 * longer than one waiter needs to look again by itself.
 */
final class FreeLocksAreTaken implements LockChecker {
  private final Violations violations;
  private final SimulatedWorld world;
  private final Map<String, Duration> freeSince = new HashMap<>();
  private Duration calmSince = Duration.ofDays(1);
  private Duration bound = Duration.ZERO;

  FreeLocksAreTaken(Violations violations, SimulatedWorld world) {
    this.violations = violations;
    this.world = world;
  }

  /** Faults have stopped: {@code longest} is what may pass from now on. */
  void calm(Duration longest) {
    calmSince = world.time().elapsed();
    bound = longest;
  }

  @Override
  public void settled(LockTable after) {
    var now = world.time().elapsed();
    for (var lock : after.awaited()) {
      if (!after.holders().containsKey(lock)) {
        freeSince.putIfAbsent(lock, now);
      }
    }
    freeSince
        .keySet()
        .removeIf(
            lock -> {
              boolean over = after.holders().containsKey(lock) || after.tickets(lock).isEmpty();
              if (over) {
                check(lock, now);
              }
              return over;
            });
  }

  private void check(String lock, Duration now) {
    Duration since = freeSince.getOrDefault(lock, now);
    Duration counted = since.compareTo(calmSince) > 0 ? since : calmSince;
    if (now.minus(counted).compareTo(bound) > 0 && now.compareTo(calmSince) > 0) {
      violations.add(
          "G30", lock + " was free from " + since + " on though somebody waited all the time");
    }
  }
}
