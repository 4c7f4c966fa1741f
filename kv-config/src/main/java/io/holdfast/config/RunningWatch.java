package io.holdfast.config;

import io.holdfast.kv.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The watch of a view: one begins after the other, and the view may be closed at any moment, also
 * while one begins. Lock-free: {@code closed} is written before {@code watch} is read where it is
 * closed, and {@code watch} before {@code closed} is read where one begins, all volatile; so
 * whoever comes second ends the watch.
 */
final class RunningWatch {
  private volatile @Nullable Watch watch;
  private volatile boolean closed;

  /** A watch has begun; called by one thread at a time. */
  void begun(Watch next) {
    watch = next;
    if (closed) {
      next.close();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends the watch, and each that begins from now on. Idempotent. */
  void close() {
    closed = true;
    Watch running = watch;
    if (running != null) {
      running.close();
    }
  }
}
