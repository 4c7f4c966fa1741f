package io.holdfast.kv;

/** Tells of a bucket, key or revision that is not there. */
public class NotFoundException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public NotFoundException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public NotFoundException(String message, Throwable cause) {
    super(message, cause);
  }
}
