package io.holdfast.net.remote;

import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.time.Scheduler.Cancellation;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Tells once nothing has been heard for so long. Confined to the mailbox in which it also tells.
 */
final class SilenceTimer {
  private final Scheduler scheduler;
  private final Executor mailbox;
  private final long longestNanos;
  private final Runnable silent;
  private long lastHeardNanos;
  private int watching;
  private Cancellation timer = () -> {};

  SilenceTimer(Scheduler scheduler, Executor mailbox, Duration longest, Runnable silent) {
    this.scheduler = scheduler;
    this.mailbox = mailbox;
    this.longestNanos = longest.toNanos();
    this.silent = silent;
  }

  void heard() {
    lastHeardNanos = scheduler.clock().nanos();
  }

  /** Watches from now on, until it has told or is told to {@link #stop}. */
  void watch() {
    stop();
    int current = watching;
    long left = longestNanos - (scheduler.clock().nanos() - lastHeardNanos);
    timer =
        scheduler.schedule(
            Duration.ofNanos(Math.max(1, left)), () -> mailbox.execute(() -> look(current)));
  }

  /** Tells no more. */
  void stop() {
    timer.cancel();
    watching++;
  }

  private void look(int current) {
    if (current != watching) {
      return;
    }
    if (scheduler.clock().nanos() - lastHeardNanos >= longestNanos) {
      silent.run();
    } else {
      watch();
    }
  }
}
