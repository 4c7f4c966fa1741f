package io.holdfast.net.http;

import java.util.concurrent.CompletionStage;

/** Something to read at one path. Thread-safe. */
@FunctionalInterface
public interface Page {
  /**
   * What it says now. Called on the endpoint's one thread, so it must not wait; it may complete on
   * any thread, and a failure is answered with 500.
   */
  CompletionStage<Answer> answer();
}
