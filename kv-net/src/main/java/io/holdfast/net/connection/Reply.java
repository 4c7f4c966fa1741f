package io.holdfast.net.connection;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to one {@link Request} goes. Thread-safe: an answer may come later and from any
 * thread, and none of these methods blocks. Answering a requester that has gone, or that named no
 * reply subject, does nothing.
 */
public interface Reply {
  /** The request's reply subject; null when it named none. */
  @Nullable String subject();

  /** Sends one message to the request's reply subject. */
  void send(Headers headers, Bytes payload);

  /** Sends one message without headers. */
  default void send(Bytes payload) {
    send(Headers.NONE, payload);
  }

  /**
   * Tells the requester that nobody serves the subject (status 503), unless a plain subscriber got
   * the request or the requester did not ask to be told.
   */
  void noResponders();
}
