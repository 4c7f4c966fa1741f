package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;

/**
 * Takes what clients send back to consumers: answers to flow control, and acknowledgements, which
 * no consumer here expects and which are swallowed. Thread-safe: immutable.
 */
final class ControlService implements RequestService {
  private static final String FLOW = "$JS.FC.";
  private static final String ACK = "$JS.ACK.";

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
    if (!subject.startsWith(FLOW)) {
      return;
    }
    String[] tokens = subject.substring(FLOW.length()).split("\\.", -1);
    StreamName stream = StreamName.ofStream(tokens[0]);
    PushConsumer consumer =
        stream == null || tokens.length != 3 ? null : consumers.find(stream, tokens[1]);
    if (consumer != null) {
      consumer.flowAnswered(subject);
    }
  }
}
