package io.holdfast.locks;

import io.holdfast.kv.HoldfastException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock was not granted within the time allowed. Nothing is held, and the attempt leaves nothing
 * behind.
 */
public final class LockTimeoutException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final String lock;
  private final Duration timeout;

  LockTimeoutException(String lock, Duration timeout, @Nullable Throwable lastError) {
    super(
        "lock '"
            + lock
            + "' was not granted within "
            + timeout.toMillis()
            + " ms"
            + (lastError == null
                ? ": others hold it or wait before"
                : ", last error: " + lastError.getMessage()));
    if (lastError != null) {
      initCause(lastError);
    }
    this.lock = lock;
    this.timeout = timeout;
  }

  /** The lock's name. */
  public String lock() {
    return lock;
  }

  /** The time that was allowed. */
  public Duration timeout() {
    return timeout;
  }
}
