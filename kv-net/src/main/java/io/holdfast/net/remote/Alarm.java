package io.holdfast.net.remote;

import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One timer for many deadlines, of which hardly any is ever reached: a deadline that is later than
 * the one it is set to costs nothing. When it rings, whoever hears it looks who is due and sets it
 * anew.
 *
 * <p>Lock-free: one reference to the time it is set to, moved by compare-and-set. A time is taken
 * out before it rings, so a deadline that comes during the ringing sets it again.
 */
final class Alarm {
  private final Scheduler scheduler;
  private final Runnable ring;
  private final AtomicReference<@Nullable Setting> set = new AtomicReference<>();

  /** An alarm that calls {@code ring} on the scheduler's threads. */
  Alarm(Scheduler scheduler, Runnable ring) {
    this.scheduler = scheduler;
    this.ring = ring;
  }

  private record Setting(long nanos) {}

  /** Rings at {@code nanos} on the scheduler's monotonic clock, or before. */
  void by(long nanos) {
    for (Setting now = set.get(); now == null || nanos - now.nanos < 0; now = set.get()) {
      var sooner = new Setting(nanos);
      if (set.compareAndSet(now, sooner)) {
        long left = Math.max(0, nanos - scheduler.clock().nanos());
        scheduler.schedule(Duration.ofNanos(left), () -> rung(sooner));
        return;
      }
    }
  }

  /** A setting that was replaced by a sooner one does not ring. */
  private void rung(Setting due) {
    if (set.compareAndSet(due, null)) {
      ring.run();
    }
  }
}
