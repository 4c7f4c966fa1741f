package io.holdfast.kv.store;

import io.holdfast.kv.DamagedException;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Outcome;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What became of a request, as its meter is tagged. */
enum RequestOutcome {
  OK,
  /** The state or the limits of the bucket do not allow it: nothing is wrong with the store. */
  REFUSED,
  OVERLOADED,
  UNAVAILABLE,
  INDETERMINATE;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RequestOutcome of(@Nullable Object answer, @Nullable Throwable failure) {
    if (failure == null) {
      boolean refused =
          answer instanceof Outcome.Refused || answer instanceof Transaction.Result.Refused;
      return refused ? REFUSED : OK;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof IndeterminateException) {
      return INDETERMINATE;
    }
    if (cause instanceof OverloadedException) {
      return OVERLOADED;
    }
    boolean broken =
        cause instanceof UnavailableException
            || cause instanceof DamagedException
            || !(cause instanceof HoldfastException);
    return broken ? UNAVAILABLE : REFUSED;
  }
}
