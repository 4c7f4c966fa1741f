package io.holdfast.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Bounded waits in real time, for tests of what cannot run on virtual time. */
public final class Eventually {
  private Eventually() {}

  /**
   * What {@code stage} completes with.
   *
   * @throws RuntimeException the one it failed with
   * @throws AssertionError when it did not complete within {@code bound}
   */
  public static <T> T within(Duration bound, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError("failed with another error than a runtime exception", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it within " + bound, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** A condition that is looked at; may fail as what it looks at does. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds now. */
    boolean holds() throws Exception;
  }

  /**
   * Waits until {@code condition} holds, for what nobody can be told of. It is looked at a thousand
   * times a second at most, so that what is waited for has the processor.
   *
   * @param what is waited for, in the words of a person who reads that it never came
   * @throws AssertionError when it does not hold within {@code bound}
   * @throws Exception what the look at it failed with
   */
  public static void until(Duration bound, String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + bound + ": " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Lets {@code time} pass. */
  public static void pass(Duration time) {
    try {
      // Nothing counts this down: it is a wait for time itself, such as a time to live.
      if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("a latch that nobody knows was counted down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
