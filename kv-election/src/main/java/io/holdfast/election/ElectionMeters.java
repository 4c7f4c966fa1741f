package io.holdfast.election;

import io.holdfast.kv.time.Clock;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.LossReason;
import io.holdfast.locks.MutexHandle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The meters of one election, all there from the start. Its name is a tag: unlike locks, a program
 * has few elections, and an epoch without its election says nothing. Thread-safe, as meters are.
 */
final class ElectionMeters implements ElectionListener {
  private static final List<String> LOSSES =
      List.of("expired", "taken_over", "forced", "unreachable");

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Ending, Timer> campaigns = new EnumMap<>(Ending.class);
  private final Map<String, Counter> revoked = new HashMap<>();
  private final LongTaskTimer leading;
  private final AtomicLong epoch = new AtomicLong();
  private final Gauge epochGauge;

  ElectionMeters(MeterRegistry registry, Clock clock, String election) {
    this.registry = registry;
    this.clock = clock;
    for (Ending ending : Ending.values()) {
      campaigns.put(
          ending,
          Timer.builder("holdfast.election.campaign")
              .description("Campaigns, from their begin to their end")
              .tags("election", election, "outcome", ending.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    for (String reason : LOSSES) {
      revoked.put(
          reason,
          Counter.builder("holdfast.election.revoked")
              .description("Terms that ended by loss, not by resignation")
              .tags("election", election, "reason", reason)
              .register(registry));
    }
    leading =
        LongTaskTimer.builder("holdfast.election.leading")
            .description("Terms of this process under way, and for how long")
            .tag("election", election)
            .register(registry);
    epochGauge =
        Gauge.builder("holdfast.election.epoch", epoch, AtomicLong::get)
            .description("Revision in the epoch of this process's newest term; 0: none yet")
            .tag("election", election)
            .register(registry);
  }

  /** Those of the election {@code name}, in the registry of {@code options}, which have one. */
  static ElectionListener of(LocksOptions options, String name) {
    return new ElectionMeters(options.meters().orElseThrow(), options.scheduler().clock(), name);
  }

  @Override
  public Campaign campaigning() {
    long began = clock.nanos();
    return ending -> {
      Timer timer = campaigns.get(ending);
      if (timer != null) {
        timer.record(clock.nanos() - began, TimeUnit.NANOSECONDS);
      }
    };
  }

  @Override
  public Term leading(MutexHandle office) {
    epoch.accumulateAndGet(office.token().revision(), Math::max);
    var term = leading.start();
    office.onLost(
        reason -> {
          term.stop();
          Counter counter = revoked.get(tag(reason));
          if (counter != null) {
            counter.increment();
          }
        });
    return term::stop;
  }

  /** Empty for an end that is no loss. */
  private static String tag(LossReason reason) {
    if (reason instanceof LossReason.Expired) {
      return "expired";
    }
    if (reason instanceof LossReason.TakenOver) {
      return "taken_over";
    }
    if (reason instanceof LossReason.Forced) {
      return "forced";
    }
    return reason instanceof LossReason.UnreachablePastDeadline ? "unreachable" : "";
  }

  @Override
  public void closed() {
    registry.remove(epochGauge);
  }
}
