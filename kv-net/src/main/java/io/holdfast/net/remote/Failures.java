package io.holdfast.net.remote;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.net.json.MalformedJsonException;
import java.util.concurrent.CompletionException;

/** What a failed future of ours carries. */
final class Failures {
  private Failures() {}

  /** The failure without the wrappers that futures put around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The failure as an exception to throw inside another stage. */
  static RuntimeException rethrown(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  /** The failure as one of ours. */
  static HoldfastException ours(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof HoldfastException known) {
      return known;
    }
    String told =
        cause instanceof MalformedJsonException
            ? "the server's answer is malformed: "
            : "unexpected failure: ";
    return new UnavailableException(told + cause.getMessage(), cause);
  }
}
