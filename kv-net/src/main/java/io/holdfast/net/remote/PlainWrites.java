package io.holdfast.net.remote;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.Link.Outgoing;
import io.holdfast.net.remote.ServerFeatures.Feature;
import io.holdfast.net.remote.WireErrors.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a plain NATS server: publishes with the headers that its KV clients use, plus a message
 * id, so that a repeated one is recognised. Such a server may check a condition before the id; then
 * the entry tells whose write it is, and where it does not, the outcome is unknown (guarantee G5).
 * Thread-safe: the request numbers are.
 */
final class PlainWrites implements Writes {
  private static final String MESSAGE_ID = "Nats-Msg-Id";
  private static final int CREATE_ROUNDS = 8;

  private final Requester requester;
  private final RequestNumbers numbers;
  private final Reads reads;
  private final ServerFeatures server;

  PlainWrites(Requester requester, RequestNumbers numbers, Reads reads, ServerFeatures server) {
    this.server = server;
    this.requester = requester;
    this.numbers = numbers;
    this.reads = reads;
  }

  @Override
  public CompletionStage<Long> write(
      String bucket, Operation operation, @Nullable Condition expectation) {
    if (operation instanceof Operation.Put put && put.owner() != null) {
      return CompletableFuture.failedFuture(
          new InvalidArgumentException(
              "put "
                  + Subject.key(bucket, put.key())
                  + ": a plain NATS server knows no keys owned by a lease; use a Holdfast server"));
    }
    if (operation.ttl().nanos() != 0) {
      try {
        server.require(Feature.KEY_TTL, "write " + Subject.key(bucket, operation.key()));
      } catch (InvalidArgumentException tooNew) {
        return CompletableFuture.failedFuture(tooNew);
      }
    }
    if (expectation instanceof Condition.KeyAbsent) {
      return create(bucket, operation, 0, CREATE_ROUNDS);
    }
    return publish(
        bucket, operation, expectation instanceof Condition.KeyAt at ? at.revision() : -1);
  }

  @Override
  public CompletionStage<Transaction.Result> commit(String bucket, Transaction transaction) {
    return CompletableFuture.failedFuture(
        new InvalidArgumentException(
            "bucket '"
                + bucket
                + "': a plain NATS server knows no transactions; use a Holdfast server"));
  }

  /**
   * Creates over nothing, or over the marker at {@code expected}; a marker in the way is tried over
   * next.
   */
  private CompletionStage<Long> create(
      String bucket, Operation operation, long expected, int rounds) {
    return publish(bucket, operation, expected)
        .handle(
            (revision, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(revision);
              }
              if (!(Failures.cause(failure) instanceof io.holdfast.kv.WrongRevisionException)
                  || rounds == 0) {
                return CompletableFuture.<Long>failedFuture(Failures.cause(failure));
              }
              return overMarker(bucket, operation, rounds - 1);
            })
        .thenCompose(next -> next);
  }

  private CompletionStage<Long> overMarker(String bucket, Operation operation, int rounds) {
    return reads
        .newest(bucket, operation.key(), Consistency.LINEARIZABLE)
        .thenCompose(
            found -> {
              if (found.isPresent() && !found.get().isMarker()) {
                throw WireErrors.exists(Subject.key(bucket, operation.key()));
              }
              return create(bucket, operation, found.map(Entry::revision).orElse(0L), rounds);
            });
  }

  /** Publishes on condition that the key is at {@code expected}; -1: whatever is there. */
  private CompletionStage<Long> publish(String bucket, Operation operation, long expected) {
    MessageId.Request number = numbers.next();
    String id = number.client() + "-" + number.sequence();
    List<String> headers = headers(operation, expected, id);
    Bytes value = operation instanceof Operation.Put put ? put.value() : Bytes.EMPTY;
    var message = new Outgoing(StreamJson.keyPrefix(bucket) + operation.key(), headers, value);
    var about = new Subject(bucket, operation.key(), Math.max(0, expected), null);
    List<Condition> conditions =
        expected > 0 ? List.of(new Condition.KeyAt(operation.key(), expected)) : List.of();
    Lane lane = Lane.of(List.of(operation), conditions);
    return requester
        .make(new Call("write " + about, lane, Effect.REPEATABLE, left -> message))
        .whenComplete((reply, failure) -> numbers.settle(number))
        .thenCompose(
            reply -> {
              boolean perhapsOurs =
                  reply.attempts() > 1
                      && reply.error().filter(WireErrors::isWrongRevision).isPresent();
              return perhapsOurs
                  ? resolve(about, id)
                  : CompletableFuture.completedFuture(HoldfastWrites.acknowledged(reply, about));
            });
  }

  /**
   * A repeated write was refused for its condition: was it the first attempt that moved the key?
   */
  private CompletionStage<Long> resolve(Subject about, String id) {
    return reads
        .newest(about.bucket(), about.key(), Consistency.LINEARIZABLE)
        .thenApply(
            found -> {
              Optional<Entry> ours =
                  found.filter(entry -> entry.headers().first(MESSAGE_ID).orElse("").equals(id));
              return ours.orElseThrow(
                      () ->
                          new IndeterminateException(
                              "write "
                                  + about
                                  + ": an answer was lost and the key has moved on, perhaps by this write; read it"
                                  + " back before deciding"))
                  .revision();
            });
  }

  private static List<String> headers(Operation operation, long expected, String id) {
    var headers = new ArrayList<String>();
    if (operation instanceof Operation.Delete) {
      headers.addAll(List.of("KV-Operation", "DEL"));
    } else if (operation instanceof Operation.Purge) {
      headers.addAll(List.of("KV-Operation", "PURGE", "Nats-Rollup", "sub"));
    } else if (((Operation.Put) operation).rollup() == Operation.Rollup.KEY) {
      headers.addAll(List.of("Nats-Rollup", "sub"));
    }
    if (expected >= 0) {
      headers.addAll(List.of("Nats-Expected-Last-Subject-Sequence", Long.toString(expected)));
    }
    if (operation.ttl().isFinite()) {
      // Whole seconds, rounded up: nothing may expire early.
      headers.addAll(List.of("Nats-TTL", (operation.ttl().nanos() - 1) / 1_000_000_000L + 1 + "s"));
    } else if (operation.ttl().nanos() < 0) {
      headers.addAll(List.of("Nats-TTL", "never"));
    }
    headers.addAll(List.of(MESSAGE_ID, id));
    for (String name : operation.headers().names().stream().distinct().toList()) {
      operation.headers().all(name).forEach(value -> headers.addAll(List.of(name, value)));
    }
    return headers;
  }
}
