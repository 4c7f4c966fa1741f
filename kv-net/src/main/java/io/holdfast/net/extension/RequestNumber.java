package io.holdfast.net.extension;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.command.MessageId;

/** The text of a request number: {@code <client>/<sequence>/<settled below>}. */
public final class RequestNumber {
  private RequestNumber() {}

  /** The text for {@code request}. */
  public static String format(MessageId.Request request) {
    return request.client() + "/" + request.sequence() + "/" + request.settledBelow();
  }

  /**
   * Reads what {@link #format} writes.
   *
   * @throws InvalidArgumentException when it is not of that form
   */
  public static MessageId.Request parse(String text) {
    int last = text.lastIndexOf('/');
    int first = text.lastIndexOf('/', last - 1);
    try {
      return new MessageId.Request(
          text.substring(0, first),
          Long.parseLong(text.substring(first + 1, last)),
          Long.parseLong(text.substring(last + 1)));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new InvalidArgumentException(
          "request number '" + text + "' is not of the form <client>/<sequence>/<settled below>",
          e);
    }
  }
}
