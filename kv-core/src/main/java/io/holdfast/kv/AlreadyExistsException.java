package io.holdfast.kv;

/** Tells of a bucket or key that is there already. */
public class AlreadyExistsException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public AlreadyExistsException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public AlreadyExistsException(String message, Throwable cause) {
    super(message, cause);
  }
}
