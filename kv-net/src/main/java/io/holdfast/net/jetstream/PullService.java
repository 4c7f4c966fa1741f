package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;

/**
 * Brings {@code $JS.API.CONSUMER.MSG.NEXT.<stream>.<consumer>} requests to their consumers, which
 * answer with messages. Thread-safe: immutable.
 */
final class PullService implements RequestService {
  private static final String PREFIX = "$JS.API.CONSUMER.MSG.NEXT.";

  private final Consumers consumers;

  PullService(Consumers consumers) {
    this.consumers = consumers;
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(PREFIX);
  }

  @Override
  public void handle(Request request, Reply reply) {
    String replyTo = reply.subject();
    if (replyTo == null) {
      return;
    }
    var call = new ApiRequest(request.subject().substring(PREFIX.length()), request.payload());
    StreamName stream = StreamName.ofStream(call.firstArgument());
    ServedConsumer consumer =
        stream == null ? null : consumers.find(stream, call.furtherArguments());
    if (consumer == null) {
      reply.noResponders();
      return;
    }
    if (ApiService.wantsHigherLevel(request.headers())) {
      DirectGet.status(reply, "412 Required Api Level");
      return;
    }
    if (consumer instanceof PullConsumer pull) {
      pull.ask(replyTo, request.payload());
    } else {
      DirectGet.status(reply, "409 Consumer is push based");
    }
  }
}
