package io.holdfast.kv.state;

import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The message ids of one bucket inside its duplicate window, and what they were answered (guarantee
 * G5). Time is lease time. Both tables are in the order in which their items run out, so the old
 * leave from the front.
 */
final class RememberedIds {
  /** What a foreign id was accepted as. */
  record Accepted(long leaseNanos, Outcome.Written outcome) {}

  private final LinkedHashMap<String, Accepted> foreign = new LinkedHashMap<>();
  private final LinkedHashMap<String, ClientAnswers> clients = new LinkedHashMap<>();

  /** The answer that {@code id} already has; null when the write is new. */
  @Nullable Outcome answered(MessageId id, long contentHash, long leaseNanos, long windowNanos) {
    forget(leaseNanos, windowNanos);
    if (id instanceof MessageId.Foreign named) {
      Accepted first = foreign.get(named.id());
      return first == null ? null : again(first.outcome());
    }
    if (id instanceof MessageId.Request request) {
      ClientAnswers answers = clients.get(request.client());
      return answers == null ? null : answers.find(request, contentHash);
    }
    return null;
  }

  /** Remembers the first answer to {@code id}. */
  void remember(MessageId id, long contentHash, Outcome outcome, long leaseNanos) {
    if (id instanceof MessageId.Foreign named) {
      if (outcome instanceof Outcome.Written written) {
        foreign.put(named.id(), new Accepted(leaseNanos, written));
      }
    } else if (id instanceof MessageId.Request request) {
      ClientAnswers answers = clients.remove(request.client());
      if (answers == null) {
        answers = new ClientAnswers();
      }
      answers.add(request, contentHash, outcome, leaseNanos);
      clients.put(request.client(), answers);
    }
  }

  /** The foreign ids, oldest first. */
  Map<String, Accepted> foreign() {
    return foreign;
  }

  /** The clients, longest idle first. */
  Map<String, ClientAnswers> clients() {
    return clients;
  }

  private void forget(long leaseNanos, long windowNanos) {
    long before = leaseNanos - windowNanos;
    var oldest = foreign.values().iterator();
    while (oldest.hasNext() && oldest.next().leaseNanos() <= before) {
      oldest.remove();
    }
    var idle = clients.values().iterator();
    while (idle.hasNext()) {
      ClientAnswers answers = idle.next();
      if (answers.lastLeaseNanos() > before) {
        answers.forgetUntil(before);
        break;
      }
      idle.remove();
    }
  }

  static Outcome again(Outcome first) {
    return first instanceof Outcome.Written written
        ? new Outcome.Written(
            written.incarnation(), written.firstRevision(), written.operations(), true)
        : first;
  }

  static Outcome reused(MessageId.Request request) {
    return new Outcome.Refused(
        new Refusal(Refusal.Code.REQUEST_ID_REUSED, request.client(), -1, request.sequence(), 0));
  }
}
