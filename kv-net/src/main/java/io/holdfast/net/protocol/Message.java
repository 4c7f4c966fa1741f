package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is published and delivered. Immutable; its bytes are on the heap and may be kept.
 *
 * @param subject it was published to
 * @param replyTo where an answer is expected; null: none is
 * @param headers the raw header block; empty: none
 * @param payload the body
 */
public record Message(String subject, @Nullable String replyTo, Bytes headers, Bytes payload) {
  /** A message without reply subject and headers. */
  public static Message of(String subject, Bytes payload) {
    return new Message(subject, null, Bytes.EMPTY, payload);
  }

  /** The same message without its headers. */
  public Message withoutHeaders() {
    return headers.isEmpty() ? this : new Message(subject, replyTo, Bytes.EMPTY, payload);
  }

  /** Subject, reply subject, headers and payload in bytes (subjects counted in characters). */
  public int size() {
    int reply = replyTo == null ? 0 : replyTo.length();
    return subject.length() + reply + headers.length() + payload.length();
  }
}
