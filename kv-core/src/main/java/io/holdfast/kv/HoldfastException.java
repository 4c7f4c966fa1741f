package io.holdfast.kv;

/**
 * The root of every error this toolkit reports. Unchecked. Of a write, {@link
 * IndeterminateException} alone means that it may have happened; every other one means that it did
 * not, and never will. What an error is about can be asked of it, where it is known.
 */
public abstract class HoldfastException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An error with a message. */
  protected HoldfastException(String message) {
    super(message);
  }

  /** An error with its cause. */
  protected HoldfastException(String message, Throwable cause) {
    super(message, cause);
  }
}
