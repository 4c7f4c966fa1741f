package io.holdfast.net.connection;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.net.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, on its way back through the requester's event loop, which most answers
 * are for: so the thread that has the answer does no routing. Immutable.
 */
record RoutedReply(Router router, Connection requester, Message request, boolean reachedSubscribers)
    implements Reply {
  @Override
  public @Nullable String subject() {
    return request.replyTo();
  }

  @Override
  public void send(Headers headers, Bytes payload) {
    String replyTo = request.replyTo();
    if (replyTo != null) {
      var answer = new Message(replyTo, null, headers.block(), payload);
      requester.execute(() -> router.send(answer));
    }
  }

  @Override
  public void noResponders() {
    if (!reachedSubscribers) {
      requester.execute(() -> router.noResponders(requester, request));
    }
  }
}
