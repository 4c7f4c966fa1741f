package io.holdfast.locks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The meters of locks and leases, all there from the start. No name of a lock is among the tags:
 * there may be any number of them. Several clients of one process may share a registry: their
 * figures add up. Thread-safe, as meters are.
 */
final class LockMeters implements LockListener {
  private static final List<String> LOSSES =
      List.of("expired", "taken_over", "forced", "unreachable");

  private final Map<Ending, Timer> acquisitions = new EnumMap<>(Ending.class);
  private final LongTaskTimer waiters;
  private final LongTaskTimer held;
  private final Map<String, Counter> lost = new HashMap<>();
  private final Map<String, Counter> leasesLost = new HashMap<>();
  private final Timer confirmed;
  private final Timer unconfirmed;
  private final Counter late;
  private final Timer margin;

  LockMeters(MeterRegistry registry) {
    for (Ending ending : Ending.values()) {
      acquisitions.put(
          ending,
          Timer.builder("holdfast.lock.acquire")
              .description("From the wish for a lock to its end")
              .tag("outcome", ending.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    waiters =
        LongTaskTimer.builder("holdfast.lock.waiters")
            .description("Acquisitions under way, and for how long")
            .register(registry);
    held =
        LongTaskTimer.builder("holdfast.lock.held")
            .description("Locks held by this process, and for how long")
            .register(registry);
    for (String reason : LOSSES) {
      lost.put(reason, counter(registry, "holdfast.lock.lost", "Holds lost", reason));
      leasesLost.put(reason, counter(registry, "holdfast.lease.lost", "Leases lost", reason));
    }
    confirmed = renewal(registry, "confirmed");
    unconfirmed = renewal(registry, "failed");
    late =
        Counter.builder("holdfast.lease.renewal.late")
            .description("Times that a lease came near its end for want of a renewal")
            .register(registry);
    margin =
        Timer.builder("holdfast.lease.lost.margin")
            .description("From knowing of a loss until the store may end the lease by itself")
            .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, String reason) {
    return Counter.builder(name).description(description).tag("reason", reason).register(registry);
  }

  private static Timer renewal(MeterRegistry registry, String outcome) {
    return Timer.builder("holdfast.lease.renewal")
        .description("Renewals of leases, from the request to the answer")
        .tag("outcome", outcome)
        .register(registry);
  }

  @Override
  public Span waiting() {
    return waiters.start()::stop;
  }

  @Override
  public void acquired(Ending ending, Duration took) {
    Timer timer = acquisitions.get(ending);
    if (timer != null) {
      timer.record(took);
    }
  }

  @Override
  public Span holding() {
    return held.start()::stop;
  }

  @Override
  public void lost(LossReason reason) {
    count(lost, reason);
  }

  @Override
  public void leaseLost(LossReason reason, Duration left) {
    if (!(reason instanceof LossReason.Closed)) {
      count(leasesLost, reason);
      margin.record(left);
    }
  }

  private static void count(Map<String, Counter> counters, LossReason reason) {
    Counter counter = counters.get(tag(reason));
    if (counter != null) {
      counter.increment();
    }
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
  public void renewed(boolean inOrder, Duration took) {
    (inOrder ? confirmed : unconfirmed).record(took);
  }

  @Override
  public void late() {
    late.increment();
  }
}
