package io.holdfast.kv;

/**
 * Tells of a store that could not serve the call; the call certainly had no effect, and trying
 * again is safe.
 */
public class UnavailableException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public UnavailableException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
