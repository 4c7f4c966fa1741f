package io.holdfast.kv;

/**
 * Tells of too much work in flight; the call had no effect, try again after a pause (guarantee
 * G35).
 */
public class OverloadedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public OverloadedException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public OverloadedException(String message, Throwable cause) {
    super(message, cause);
  }
}
