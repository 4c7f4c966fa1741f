package io.holdfast.kv;

/** Tells of credentials that are missing, wrong or not sufficient. */
public class UnauthorisedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public UnauthorisedException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public UnauthorisedException(String message, Throwable cause) {
    super(message, cause);
  }
}
