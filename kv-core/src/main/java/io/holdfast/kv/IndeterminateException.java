package io.holdfast.kv;

/**
 * Tells of a write whose fate is not known: it may have happened, may yet happen, or never will.
 * Read back before deciding (guarantee G6).
 */
public class IndeterminateException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public IndeterminateException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public IndeterminateException(String message, Throwable cause) {
    super(message, cause);
  }
}
