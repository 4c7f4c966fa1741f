package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes what clients send back to consumers: answers to flow control, and acknowledgements. Those
 * for consumers that are gone or expect none are swallowed. Thread-safe: immutable.
 */
final class ControlService implements RequestService {
  private static final String FLOW = "$JS.FC.";
  private static final String ACK = "$JS.ACK.";

  /** Stream, consumer, deliveries, stream sequence, consumer sequence, time, pending. */
  private static final int ACK_TOKENS = 7;

  private final Consumers consumers;

  ControlService(Consumers consumers) {
    this.consumers = consumers;
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(FLOW) || subject.startsWith(ACK);
  }

  @Override
  public void handle(Request request, Reply reply) {
    String subject = request.subject();
    if (subject.startsWith(FLOW)) {
      String[] tokens = subject.substring(FLOW.length()).split("\\.", -1);
      if (tokens.length == 3 && find(tokens) instanceof PushConsumer consumer) {
        consumer.flowAnswered(subject);
      }
      return;
    }
    String[] tokens = subject.substring(ACK.length()).split("\\.", -1);
    if (tokens.length == ACK_TOKENS) {
      ServedConsumer consumer = find(tokens);
      OptionalLong sequence = PublishHeaders.number(tokens[3]);
      if (consumer != null && sequence.isPresent()) {
        acknowledge(consumer, Acknowledgement.read(sequence.getAsLong(), request.payload()), reply);
      }
    }
  }

  private static void acknowledge(
      ServedConsumer consumer, @Nullable Acknowledgement acknowledgement, Reply reply) {
    if (acknowledgement != null) {
      consumer.take(acknowledgement, reply);
    }
  }

  private @Nullable ServedConsumer find(String[] tokens) {
    StreamName stream = StreamName.ofStream(tokens[0]);
    return stream == null ? null : consumers.find(stream, tokens[1]);
  }
}
