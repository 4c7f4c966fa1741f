package io.holdfast.kv;

/** Tells of a limit of the bucket or the store that the write would pass; nothing was written. */
public class LimitExceededException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public LimitExceededException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public LimitExceededException(String message, Throwable cause) {
    super(message, cause);
  }
}
