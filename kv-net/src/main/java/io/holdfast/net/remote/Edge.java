package io.holdfast.net.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where results leave for the caller: only errors of ours pass, without the wrappers that futures
 * put around them.
 */
final class Edge {
  private Edge() {}

  static <T> CompletionStage<T> of(CompletionStage<T> inner) {
    var outer = new CompletableFuture<T>();
    inner.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            outer.complete(value);
          } else {
            outer.completeExceptionally(Failures.ours(failure));
          }
        });
    return outer;
  }
}
