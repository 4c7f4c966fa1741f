package io.holdfast.cli.lock;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets something be started until it is closed. Whoever closes it knows what was started, also when
 * that was under way at that moment; nothing is started afterwards. Guarded by its monitor.
 */
final class StartGate<T> {
  private @Nullable T started;
  private boolean closed;

  /** Starts it; empty when the gate is closed, and then {@code start} was not called. */
  synchronized Optional<T> start(Supplier<T> start) {
    if (closed) {
      return Optional.empty();
    }
    T value = start.get();
    started = value;
    return Optional.of(value);
  }

  /** Closes it, once a start under way is over; what was started, if anything. Idempotent. */
  synchronized Optional<T> close() {
    closed = true;
    return Optional.ofNullable(started);
  }
}
