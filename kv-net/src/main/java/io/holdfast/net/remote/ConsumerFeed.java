package io.holdfast.net.remote;

import io.holdfast.net.remote.Link.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One consumer on the server as its watch sees it: checks that no delivery is missing and answers
 * flow control. Confined to the watch's mailbox.
 */
final class ConsumerFeed {
  private static final int CONTROL = 100;
  private static final String STALLED = "Nats-Consumer-Stalled";

  private final Link link;
  private final ConsumerRequest request;
  private final Link.Subscription subscription;
  private long lastConsumerSequence;
  private final List<Incoming> early = new ArrayList<>();
  private boolean confirmed;
  private boolean open = true;

  /**
   * Subscribes, so that nothing delivered is missed; the consumer itself is created by {@link
   * #request}.
   */
  ConsumerFeed(Link link, ConsumerRequest request, Consumer<Incoming> receiver) {
    this.link = link;
    this.request = request;
    this.subscription = link.subscribe(request.deliverSubject(), receiver);
  }

  ConsumerRequest request() {
    return request;
  }

  boolean isOpen() {
    return open;
  }

  /**
   * Whether {@code message} has to wait until it is certain which bucket this consumer is of. Flow
   * control waits, too, so that the server bounds how many do.
   */
  boolean holds(Incoming message) {
    if (!confirmed) {
      early.add(message);
    }
    return !confirmed;
  }

  /** This consumer is of the bucket that was looked at; what has waited, in order. */
  List<Incoming> confirm() {
    confirmed = true;
    List<Incoming> waited = List.copyOf(early);
    early.clear();
    return waited;
  }

  static boolean isControl(Incoming message) {
    return message.status() == CONTROL;
  }

  /** Whether a delivery is the next one; otherwise some were lost. */
  boolean isNext(AckSubject delivery) {
    if (delivery.consumerSequence() != lastConsumerSequence + 1) {
      return false;
    }
    lastConsumerSequence++;
    return true;
  }

  /** Answers flow control; false when a heartbeat tells of deliveries that never came. */
  boolean control(Incoming message) {
    String stalled = message.header(STALLED);
    if (!message.replyTo().isEmpty()) {
      link.publish(message.replyTo());
    } else if (stalled != null) {
      link.publish(stalled);
    }
    long delivered = number(message.header("Nats-Last-Consumer"));
    return delivered < 0 || delivered == lastConsumerSequence;
  }

  /** The last revision that the server has looked at; -1 when the message does not say. */
  static long looked(Incoming heartbeat) {
    return number(heartbeat.header("Nats-Last-Stream"));
  }

  /** Whether the server waits for flow control to be answered before it sends more. */
  static boolean isStalled(Incoming heartbeat) {
    return heartbeat.header(STALLED) != null;
  }

  static boolean isHeartbeat(Incoming message) {
    return isControl(message) && message.replyTo().isEmpty();
  }

  private static long number(@Nullable String text) {
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Ends the subscription and, as far as the server can be reached, the consumer. Idempotent. */
  void close() {
    if (open) {
      open = false;
      subscription.close();
      link.publish(request.deleteSubject());
    }
  }
}
