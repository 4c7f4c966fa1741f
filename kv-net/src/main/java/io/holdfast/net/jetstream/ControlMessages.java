package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.net.protocol.Message;
import org.jspecify.annotations.Nullable;

/** Messages about deliveries, in the words that clients look for. */
final class ControlMessages {
  private ControlMessages() {}

  /** A message without body whose headers begin with a status, such as {@code 404 No Messages}. */
  static Message status(String subject, String status) {
    return message(subject, null, status + "\r\n");
  }

  /** The end of a request for messages, and what of it was not used. */
  static Message ended(String subject, String status, long messages, long bytes) {
    return message(
        subject,
        null,
        status
            + "\r\nNats-Pending-Messages: "
            + messages
            + "\r\nNats-Pending-Bytes: "
            + bytes
            + "\r\n");
  }

  /** Asks the receiver to answer to {@code answerTo} once it has processed everything before. */
  static Message flowControl(String subject, String answerTo) {
    return message(subject, answerTo, "100 FlowControl Request\r\n");
  }

  /**
   * Says that the consumer lives, and how far it is.
   *
   * @param stalled the flow control request that is not answered; null: none is open
   */
  static Message heartbeat(
      String subject, long consumerSequence, long streamSequence, @Nullable String stalled) {
    return message(
        subject,
        null,
        "100 Idle Heartbeat\r\nNats-Last-Consumer: "
            + consumerSequence
            + "\r\nNats-Last-Stream: "
            + streamSequence
            + "\r\n"
            + (stalled == null ? "" : "Nats-Consumer-Stalled: " + stalled + "\r\n"));
  }

  private static Message message(String subject, @Nullable String replyTo, String lines) {
    return new Message(subject, replyTo, Bytes.utf8("NATS/1.0 " + lines + "\r\n"), Bytes.EMPTY);
  }
}
