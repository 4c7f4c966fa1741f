package io.holdfast.kv.store;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a log answers into what callers hold: translated, bounded in time, and completed away
 * from the apply thread. Thread-safe.
 *
 * <p>An answer that is there already costs neither a timer nor a hop. For the others one timer
 * serves all: the time-out is the same for each, so they end in the order in which they began, and
 * {@link #sweep} looks at the oldest.
 */
final class Requests {
  private static final int SWEEPS_PER_TIMEOUT = 20;

  private final Scheduler scheduler;
  private final Executor callbacks;
  private final Duration timeout;
  private final Duration sweepInterval;
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  Requests(Scheduler scheduler, Executor callbacks, Duration timeout) {
    this.scheduler = scheduler;
    this.callbacks = callbacks;
    this.timeout = timeout;
    this.sweepInterval = timeout.dividedBy(SWEEPS_PER_TIMEOUT);
  }

  /**
   * The translation of what {@code source} completes with; its failure, or that of {@code
   * translation}, unwrapped.
   */
  static <A, T> CompletableFuture<T> map(CompletionStage<A> source, Function<A, T> translation) {
    var answer = new CompletableFuture<T>();
    source.whenComplete((value, failure) -> settle(answer, value, failure, translation));
    return answer;
  }

  /** {@code answer}, which fails with {@code tooLate} once the time-out has passed. */
  <T> CompletableFuture<T> bounded(
      CompletableFuture<T> answer, Supplier<HoldfastException> tooLate) {
    if (!answer.isDone()) {
      waiters.add(new Waiter(scheduler.clock().nanos() + timeout.toNanos(), answer, tooLate));
      startSweeping();
    }
    return answer;
  }

  /** {@code answer}, completed on a callback thread; itself when it is complete already. */
  <T> CompletableFuture<T> onCallbacks(CompletableFuture<T> answer) {
    if (answer.isDone()) {
      return answer;
    }
    var outward = new CompletableFuture<T>();
    CompletionStage<T> inward = answer;
    inward.whenComplete(
        (value, failure) ->
            callbacks.execute(() -> settle(outward, value, failure, Function.identity())));
    return outward;
  }

  Duration timeout() {
    return timeout;
  }

  private static <A, T> void settle(
      CompletableFuture<T> answer,
      A value,
      @Nullable Throwable failure,
      Function<A, T> translation) {
    if (failure != null) {
      answer.completeExceptionally(unwrapped(failure));
      return;
    }
    T translated;
    try {
      translated = translation.apply(value);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      return;
    }
    answer.complete(translated);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void startSweeping() {
    if (sweeping.compareAndSet(false, true)) {
      scheduler.schedule(sweepInterval, this::sweep);
    }
  }

  private void sweep() {
    long now = scheduler.clock().nanos();
    for (Waiter oldest = waiters.peek();
        oldest != null && oldest.isOver(now);
        oldest = waiters.peek()) {
      waiters.remove();
      if (!oldest.answer().isDone()) {
        oldest.answer().completeExceptionally(oldest.tooLate().get());
      }
    }
    if (!waiters.isEmpty()) {
      scheduler.schedule(sweepInterval, this::sweep);
      return;
    }
    sweeping.set(false);
    if (!waiters.isEmpty()) {
      startSweeping();
    }
  }

  /** A request under way; its time is on the monotonic clock. */
  private record Waiter(
      long deadlineNanos, CompletableFuture<?> answer, Supplier<HoldfastException> tooLate) {
    boolean isOver(long nowNanos) {
      return answer.isDone() || nowNanos - deadlineNanos >= 0;
    }
  }
}
