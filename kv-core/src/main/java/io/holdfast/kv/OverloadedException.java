package io.holdfast.kv;

/**
 * Tells of too much work in flight; the call had no effect, try again after a pause (guarantee
 * G35).
 */
public class OverloadedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final long limit;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public OverloadedException(String message) {
    this(message, -1);
  }

  /** The same with how many may be in flight at once. */
  public OverloadedException(String message, long limit) {
    super(message);
    this.limit = limit;
  }

  /** How many requests may be in flight at once; -1 where a server did not say. */
  public long limit() {
    return limit;
  }
}
