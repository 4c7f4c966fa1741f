package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;

/** What the server says. Immutable. */
public sealed interface ServerFrame {
  /** The server introduces itself, or tells of a change. */
  record Info(Bytes json) implements ServerFrame {}

  /** A message for the subscription {@code sid}; {@code HMSG} when it has headers. */
  record Deliver(String sid, Message message) implements ServerFrame {}

  /** {@code +OK}, in verbose mode. */
  record Ok() implements ServerFrame {}

  /** {@code -ERR '<text>'}. */
  record Failure(String text) implements ServerFrame {}

  /** Asks for a {@code PONG}. */
  record Ping() implements ServerFrame {}

  /** Answers a {@code PING}. */
  record Pong() implements ServerFrame {}
}
