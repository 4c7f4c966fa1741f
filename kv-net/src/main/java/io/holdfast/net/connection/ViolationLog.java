package io.holdfast.net.connection;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names clients that break the protocol, once a second at most, so that a hostile one cannot fill a
 * disk with log; what was left out is counted. Says nothing that a client sent. Thread-safe and
 * lock-free: whoever moves {@link #nextNanos} on may speak.
 */
final class ViolationLog {
  private static final Logger log = LoggerFactory.getLogger(ViolationLog.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicInteger leftOut = new AtomicInteger();

  /** {@code text} is what the client is told; null: nothing. */
  void report(int connection, SocketAddress address, @Nullable String text) {
    if (maySpeak()) {
      log.info(
          "Closed connection {} from {}, which broke the protocol: {}; {} like it were not named"
              + " since the last one",
          connection,
          address,
          text == null ? "a malformed frame" : text,
          takeLeftOut());
    }
  }

  /** One of those who ask within a second; the others are counted. */
  boolean maySpeak() {
    long next = nextNanos.get();
    long now = System.nanoTime();
    boolean first = now - next >= 0 && nextNanos.compareAndSet(next, now + PAUSE_NANOS);
    if (!first) {
      leftOut.incrementAndGet();
    }
    return first;
  }

  /** How many were left out since this was last asked. */
  int takeLeftOut() {
    return leftOut.getAndSet(0);
  }
}
