package io.holdfast.testkit.simulation;

import io.holdfast.kv.command.MessageId;
import java.util.TreeSet;

/**
 * Numbers the writes of one client's life, and knows below which all are answered. Confined to the
 * thread that runs the simulation.
 */
final class RequestIds {
  private final String client;
  private final TreeSet<Long> unanswered = new TreeSet<>();
  private long last;

  RequestIds(String client) {
    this.client = client;
  }

  MessageId.Request next() {
    unanswered.add(++last);
    return new MessageId.Request(client, last, unanswered.first());
  }

  void answered(MessageId id) {
    if (id instanceof MessageId.Request request) {
      unanswered.remove(request.sequence());
    }
  }
}
