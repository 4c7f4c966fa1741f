package io.holdfast.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
