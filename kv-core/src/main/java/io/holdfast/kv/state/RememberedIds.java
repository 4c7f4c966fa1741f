package io.holdfast.kv.state;

import io.holdfast.kv.Names;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.StateUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The message ids of one bucket and what they were answered (guarantee G5). Foreign ids are kept
 * for the bucket's duplicate window; the answers to our own clients, which retry for longer than
 * that may be, for at least {@link MessageId.Request#SHORTEST_MEMORY}. Time is lease time. Both
 * tables are in the order in which their items run out, so the old leave from the front.
 */
final class RememberedIds {
  /** What a foreign id was accepted as. */
  record Accepted(String id, long leaseNanos, Outcome.Written outcome) {}

  private final HashMap<String, Accepted> foreign = new HashMap<>();
  private final AgeingQueue<Accepted> foreignByAge = new AgeingQueue<>();
  private final LinkedHashMap<String, ClientAnswers> clients = new LinkedHashMap<>();

  /** What the items take, but for the answers in {@link #clients}. */
  private long bytes;

  private long answers;

  /** What all of it takes in memory, as the quota counts it. */
  long bytes() {
    return bytes + answers * StateUsage.ANSWER_BYTES;
  }

  /** What a foreign id takes. */
  static long bytes(String id) {
    return (long) StateUsage.ID_BYTES + Names.utf8Length(id);
  }

  private static long clientBytes(String client) {
    return (long) StateUsage.CLIENT_BYTES + Names.utf8Length(client);
  }

  /** The answer that {@code id} already has; null when the write is new. */
  @Nullable Outcome answered(MessageId id, long contentHash, long leaseNanos, long windowNanos) {
    forget(leaseNanos, windowNanos);
    if (id instanceof MessageId.Foreign named) {
      Accepted first = foreign.get(named.id());
      return first == null ? null : again(first.outcome());
    }
    if (id instanceof MessageId.Request request) {
      ClientAnswers known = clients.get(request.client());
      if (known == null) {
        return null;
      }
      int before = known.size();
      Outcome first = known.find(request, contentHash, leaseNanos - forClients(windowNanos));
      answers += known.size() - before;
      return first;
    }
    return null;
  }

  /** Remembers the first answer to {@code id}. */
  void remember(MessageId id, long contentHash, Outcome outcome, long leaseNanos) {
    if (id instanceof MessageId.Foreign named) {
      if (outcome instanceof Outcome.Written written) {
        accept(new Accepted(named.id(), leaseNanos, written));
      }
    } else if (id instanceof MessageId.Request request) {
      ClientAnswers known = clients.remove(request.client());
      if (known == null) {
        known = new ClientAnswers();
        bytes += clientBytes(request.client());
      }
      int before = known.size();
      known.add(request, contentHash, outcome, leaseNanos);
      answers += known.size() - before;
      clients.put(request.client(), known);
    }
  }

  /** The foreign ids, oldest first. */
  Collection<Accepted> captureForeign() {
    return foreignByAge.capture();
  }

  /** The clients, longest idle first. */
  List<ClientAnswers.Captured> captureClients() {
    var captured = new ArrayList<ClientAnswers.Captured>();
    clients.forEach((client, answers) -> captured.add(answers.capture(client)));
    return captured;
  }

  /** Takes over what a snapshot holds. */
  void restore(Collection<Accepted> accepted, List<ClientAnswers.Captured> captured) {
    accepted.forEach(this::accept);
    for (ClientAnswers.Captured next : captured) {
      var known = new ClientAnswers(next);
      clients.put(next.client(), known);
      bytes += clientBytes(next.client());
      answers += known.size();
    }
  }

  /** Drops what has been kept long enough, in a bucket whose duplicate window is that. */
  void forget(long leaseNanos, long windowNanos) {
    long before = leaseNanos - windowNanos;
    for (Accepted oldest = foreignByAge.peek();
        oldest != null && oldest.leaseNanos() <= before;
        oldest = foreignByAge.peek()) {
      foreignByAge.remove();
      foreign.remove(oldest.id());
      bytes -= bytes(oldest.id());
    }
    long idleSince = leaseNanos - forClients(windowNanos);
    var idle = clients.entrySet().iterator();
    while (idle.hasNext()) {
      var client = idle.next();
      if (client.getValue().lastLeaseNanos() > idleSince) {
        break;
      }
      idle.remove();
      bytes -= clientBytes(client.getKey());
      answers -= client.getValue().size();
    }
  }

  private void accept(Accepted accepted) {
    bytes += bytes(accepted.id());
    foreign.put(accepted.id(), accepted);
    foreignByAge.add(accepted);
  }

  private static long forClients(long windowNanos) {
    return Math.max(windowNanos, MessageId.Request.SHORTEST_MEMORY.toNanos());
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
