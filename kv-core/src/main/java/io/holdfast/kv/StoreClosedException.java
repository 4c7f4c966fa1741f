package io.holdfast.kv;

/**
 * Tells of a store object that was closed or has stopped for good: this one serves nothing more, so
 * trying again is of no use. Open a new one. The call certainly had no effect.
 */
public class StoreClosedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public StoreClosedException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public StoreClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
