package io.holdfast.kv.time;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The only way a recipe may run something later or elsewhere. Thread-safe.
 *
 * <p>{@link #execute} runs a task soon, never on the calling thread, and possibly beside other
 * tasks; use {@link Mailbox} where tasks must not overlap.
 */
public interface Scheduler extends Executor {
  /** The clock that delays are counted on. */
  Clock clock();

  /**
   * Runs {@code task} once, {@code delay} from now on the monotonic clock, never earlier.
   *
   * @param delay zero or negative: as soon as possible
   */
  Cancellation schedule(Duration delay, Runnable task);

  /** A pending task that can be called off. */
  @FunctionalInterface
  interface Cancellation {
    /** Calls the task off if it has not begun. Idempotent. */
    void cancel();
  }
}
