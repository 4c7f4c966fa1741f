package io.holdfast.kv;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Turns an asynchronous result into a waited-for one, with the errors that the asynchronous form
 * reports.
 */
public final class Waiting {
  private Waiting() {}

  /**
   * Waits for {@code stage}.
   *
   * @throws HoldfastException the one it failed with; its stack trace is the caller's, the origin
   *     is its cause
   */
  public static <T> T on(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof HoldfastException known) {
      known.addSuppressed(new CallerTrace());
      return known;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  /** Shows where the caller waited, beside the trace of where the operation failed. */
  private static final class CallerTrace extends RuntimeException {
    private static final long serialVersionUID = 1;

    CallerTrace() {
      super("waited for here");
    }
  }
}
