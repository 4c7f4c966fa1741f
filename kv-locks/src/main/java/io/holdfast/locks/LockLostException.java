package io.holdfast.locks;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.HoldfastException;

/** A lock was needed that is not held (any more). Another may hold it already. */
public final class LockLostException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final String lock;
  private final FencingToken token;
  private final HoldState state;

  /** The lock, the token it was held with, and how it stopped being held. */
  public LockLostException(String lock, FencingToken token, HoldState state) {
    super("lock '" + lock + "' with token " + token + " is not held: " + describe(state));
    this.lock = lock;
    this.token = token;
    this.state = state;
  }

  /** The lock's name. */
  public String lock() {
    return lock;
  }

  /** The token of the hold that ended. */
  public FencingToken token() {
    return token;
  }

  /**
   * The state found: {@link HoldState.Lost} with its reason, {@link HoldState.Released}, or {@link
   * HoldState.AtRisk} where no renewal has confirmed it in time.
   */
  public HoldState state() {
    return state;
  }

  private static String describe(HoldState state) {
    if (state instanceof HoldState.Lost lost) {
      return lost.reason().describe();
    }
    return state instanceof HoldState.Released
        ? "it was released by its holder"
        : "no renewal has confirmed it in time";
  }
}
