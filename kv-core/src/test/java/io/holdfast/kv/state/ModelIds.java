package io.holdfast.kv.state;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The naive memory of message ids: a list of all that was answered. */
final class ModelIds {
  private record Answered(BucketId bucket, Command.Write write, Outcome outcome, long leaseNanos) {}

  private record Client(BucketId bucket, String name) {}

  /** Two minutes, whatever the bucket's window. */
  private static final long REQUEST_MEMORY_NANOS = 120_000_000_000L;

  private final List<Answered> answered = new ArrayList<>();
  private final Map<Client, Long> forgottenBelow = new HashMap<>();
  private final Map<Client, Long> lastSeen = new HashMap<>();

  static String foreignId(Command.Write write) {
    return write.id() instanceof MessageId.Foreign foreign ? foreign.id() : "";
  }

  @Nullable Outcome answered(BucketId bucket, Command.Write write, long leaseNanos, long window) {
    if (write.id() instanceof MessageId.Foreign) {
      return answered.stream()
          .filter(one -> one.bucket().equals(bucket) && one.write().id().equals(write.id()))
          .filter(one -> one.leaseNanos() > leaseNanos - window)
          .map(one -> again(one.outcome()))
          .findFirst()
          .orElse(null);
    }
    if (!(write.id() instanceof MessageId.Request request)) {
      return null;
    }
    var client = new Client(bucket, request.client());
    long memory = Math.max(window, REQUEST_MEMORY_NANOS);
    if (lastSeen.getOrDefault(client, Long.MIN_VALUE / 2) <= leaseNanos - memory) {
      forget(client);
      return null;
    }
    for (Answered one : answered) {
      if (one.leaseNanos() <= leaseNanos - memory && clientOf(one).equals(client)) {
        long mark = ((MessageId.Request) one.write().id()).sequence() + 1;
        forgottenBelow.merge(client, mark, Math::max);
      }
    }
    if (request.sequence() < forgottenBelow.getOrDefault(client, 0L)) {
      return reused(request);
    }
    for (Answered one : answered) {
      if (clientOf(one).equals(client)
          && ((MessageId.Request) one.write().id()).sequence() == request.sequence()) {
        boolean same =
            one.write().conditions().equals(write.conditions())
                && one.write().operations().equals(write.operations());
        return same ? again(one.outcome()) : reused(request);
      }
    }
    return null;
  }

  void remember(BucketId bucket, Command.Write write, Outcome outcome, long leaseNanos) {
    if (write.id() instanceof MessageId.Foreign && outcome instanceof Outcome.Refused) {
      return;
    }
    if (write.id() instanceof MessageId.Request request) {
      var client = new Client(bucket, request.client());
      lastSeen.put(client, leaseNanos);
      forgottenBelow.merge(client, request.settledBelow(), Math::max);
    }
    if (!(write.id() instanceof MessageId.None)) {
      answered.removeIf(one -> one.bucket().equals(bucket) && one.write().id().equals(write.id()));
      answered.add(new Answered(bucket, write, outcome, leaseNanos));
    }
  }

  void forgetBucket(BucketId bucket) {
    answered.removeIf(one -> one.bucket().equals(bucket));
  }

  private void forget(Client client) {
    answered.removeIf(one -> clientOf(one).equals(client));
    forgottenBelow.remove(client);
    lastSeen.remove(client);
  }

  private static Client clientOf(Answered one) {
    return new Client(
        one.bucket(),
        one.write().id() instanceof MessageId.Request request ? request.client() : "");
  }

  private static Outcome again(Outcome first) {
    return first instanceof Outcome.Written w
        ? new Outcome.Written(w.incarnation(), w.firstRevision(), w.operations(), true)
        : first;
  }

  private static Outcome reused(MessageId.Request request) {
    return new Outcome.Refused(
        new Refusal(Refusal.Code.REQUEST_ID_REUSED, request.client(), -1, request.sequence(), 0));
  }
}
