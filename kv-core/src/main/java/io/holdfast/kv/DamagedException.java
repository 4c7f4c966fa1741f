package io.holdfast.kv;

/** Tells of stored data that fails its checks; nothing of it is served (guarantee G12). */
public class DamagedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public DamagedException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
