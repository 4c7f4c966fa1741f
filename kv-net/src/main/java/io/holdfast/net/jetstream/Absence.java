package io.holdfast.net.jetstream;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long nobody has wanted anything of a consumer: after a second it is to rest, so that writes
 * to the stream cost nothing for it, and after its threshold it is to end. Confined to the
 * consumer's thread; one timer while it lasts, none otherwise.
 */
final class Absence {
  private static final long REST_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

  private final ScheduledExecutorService home;
  private final long endAfterNanos;
  private final Runnable rest;
  private final Runnable end;

  private @Nullable Future<?> timer;

  Absence(ScheduledExecutorService home, Duration endAfter, Runnable rest, Runnable end) {
    this.home = home;
    this.endAfterNanos = endAfter.toNanos();
    this.rest = rest;
    this.end = end;
  }

  /** It began; does nothing when it lasts already. */
  void begin() {
    if (timer == null) {
      long nanos = Math.min(REST_AFTER_NANOS, endAfterNanos);
      timer = home.schedule(this::restOrEnd, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void restOrEnd() {
    if (endAfterNanos <= REST_AFTER_NANOS) {
      end.run();
      return;
    }
    rest.run();
    timer = home.schedule(end, endAfterNanos - REST_AFTER_NANOS, TimeUnit.NANOSECONDS);
  }

  /** It is over; does nothing when there was none. */
  void over() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
