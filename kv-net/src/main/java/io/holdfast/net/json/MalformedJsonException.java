package io.holdfast.net.json;

/**
 * Tells of a body that is not the JSON it should be; the message names the place and what was found
 * there.
 */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The place and what is wrong with it. */
  public MalformedJsonException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
