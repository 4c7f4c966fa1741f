package io.holdfast.kv;

/** Tells of input that can never be accepted, refused before anything was tried. */
public class InvalidArgumentException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public InvalidArgumentException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public InvalidArgumentException(String message, Throwable cause) {
    super(message, cause);
  }
}
