package io.holdfast.kv.state;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.watch.StateUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of the quota the remembered requests of the {@link Model} take. What is forgotten goes
 * when a request with an id comes, or time advances.
 */
final class ModelMemory {
  private record Client(BucketId bucket, String name) {}

  private record Foreign(BucketId bucket, String id) {}

  private record Answer(long sequence, long leaseNanos) {}

  private static final class Answers {
    final List<Answer> kept = new ArrayList<>();
    long forgottenBelow;
    long lastSeen;
  }

  private static final long REQUEST_MEMORY_NANOS = 120_000_000_000L;

  private final Map<Foreign, Long> foreign = new HashMap<>();
  private final Map<Client, Answers> clients = new HashMap<>();

  long bytes() {
    long bytes = 0;
    for (Foreign one : foreign.keySet()) {
      bytes += StateUsage.ID_BYTES + one.id().length();
    }
    for (var one : clients.entrySet()) {
      bytes += StateUsage.CLIENT_BYTES + one.getKey().name().length();
      bytes += (long) StateUsage.ANSWER_BYTES * one.getValue().kept.size();
    }
    return bytes;
  }

  void asked(BucketId bucket, MessageId id, long leaseNanos, long window) {
    if (id instanceof MessageId.None) {
      return;
    }
    forget(bucket, leaseNanos, window);
    if (id instanceof MessageId.Request request) {
      Answers known = clients.get(new Client(bucket, request.client()));
      long until = leaseNanos - Math.max(window, REQUEST_MEMORY_NANOS);
      while (known != null && !known.kept.isEmpty() && known.kept.get(0).leaseNanos() <= until) {
        long next = known.kept.remove(0).sequence() + 1;
        known.forgottenBelow = Math.max(known.forgottenBelow, next);
      }
    }
  }

  void answered(BucketId bucket, Command.Write write, boolean written, long leaseNanos) {
    if (write.id() instanceof MessageId.Foreign named && written) {
      foreign.put(new Foreign(bucket, named.id()), leaseNanos);
    } else if (write.id() instanceof MessageId.Request request) {
      Answers known =
          clients.computeIfAbsent(new Client(bucket, request.client()), one -> new Answers());
      known.lastSeen = leaseNanos;
      known.forgottenBelow = Math.max(known.forgottenBelow, request.settledBelow());
      known.kept.add(new Answer(request.sequence(), leaseNanos));
      while (!known.kept.isEmpty() && known.kept.get(0).sequence() < known.forgottenBelow) {
        known.kept.remove(0);
      }
    }
  }

  void forget(BucketId bucket, long leaseNanos, long window) {
    foreign
        .entrySet()
        .removeIf(
            one -> one.getKey().bucket().equals(bucket) && one.getValue() <= leaseNanos - window);
    long idle = leaseNanos - Math.max(window, REQUEST_MEMORY_NANOS);
    clients
        .entrySet()
        .removeIf(one -> one.getKey().bucket().equals(bucket) && one.getValue().lastSeen <= idle);
  }

  void forgetBucket(BucketId bucket) {
    foreign.keySet().removeIf(one -> one.bucket().equals(bucket));
    clients.keySet().removeIf(one -> one.bucket().equals(bucket));
  }
}
