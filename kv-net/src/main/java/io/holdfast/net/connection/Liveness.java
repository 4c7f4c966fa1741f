package io.holdfast.net.connection;

import io.holdfast.net.protocol.ServerFrame;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings a silent client and gives it up after two unanswered pings. Confined to the connection's
 * event loop.
 */
final class Liveness {
  private static final int MAX_UNANSWERED = 2;

  private final Connection connection;
  private final long intervalNanos;

  private boolean heard;
  private int unanswered;
  private @Nullable Future<?> next;

  Liveness(Connection connection, Duration interval) {
    this.connection = connection;
    this.intervalNanos = interval.toNanos();
  }

  void start() {
    next = connection.loop().schedule(this::check, intervalNanos, TimeUnit.NANOSECONDS);
  }

  void stop() {
    if (next != null) {
      next.cancel(false);
    }
  }

  /** The client said something. */
  void heard() {
    heard = true;
  }

  private void check() {
    if (heard) {
      heard = false;
      unanswered = 0;
    } else if (unanswered == MAX_UNANSWERED) {
      connection.fail("Stale Connection");
      return;
    } else {
      unanswered++;
      connection.write(new ServerFrame.Ping());
    }
    start();
  }
}
