package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a client said. Immutable, and syntactically right; whether it makes sense is not known yet.
 */
public sealed interface ClientFrame {
  /** The client introduces itself; {@code json} is not parsed yet. */
  record Connect(Bytes json) implements ClientFrame {}

  /** Asks for a {@code PONG}. */
  record Ping() implements ClientFrame {}

  /** Answers a {@code PING}. */
  record Pong() implements ClientFrame {}

  /** Asks for messages; {@code queue} null: not as a member of a queue group. */
  record Subscribe(String pattern, @Nullable String queue, String sid) implements ClientFrame {}

  /** Ends a subscription, once {@code max} messages were delivered in total; 0: now. */
  record Unsubscribe(String sid, long max) implements ClientFrame {}

  /** Publishes; {@code announcedHeaders} tells an {@code HPUB}, whose header block may be empty. */
  record Publish(Message message, boolean announcedHeaders) implements ClientFrame {}

  /**
   * Broke the protocol; nothing that follows it is read. {@code text} null: the connection closes
   * without a word.
   */
  record Violation(@Nullable String text) implements ClientFrame {}
}
