package io.holdfast.net.remote;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.extension.ExtensionSubject;
import io.holdfast.net.extension.ExtensionSubject.Verb;
import io.holdfast.net.extension.RequestNumber;
import io.holdfast.net.extension.TtlMillis;
import io.holdfast.net.extension.TxnReply;
import io.holdfast.net.extension.TxnRequest;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.Link.Outgoing;
import io.holdfast.net.remote.WireErrors.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a server that speaks our extension: each is one {@code TXN} request, so one round trip,
 * and carries a request number, so that it happens once however often it is sent (guarantee G5). A
 * large value without headers travels as a publish instead, which spares the base64. Thread-safe:
 * the request numbers are.
 */
final class HoldfastWrites implements Writes {
  /** From here on a value is published in its own bytes. */
  private static final int LARGE_VALUE_BYTES = 32 * 1024;

  private final Caller requester;
  private final Link link;
  private final RequestNumbers numbers;
  private final long timeoutMillis;

  /** Writes over {@code requester}, whose calls take {@code timeout} at most. */
  HoldfastWrites(Caller requester, Link link, RequestNumbers numbers, Duration timeout) {
    this.requester = requester;
    this.link = link;
    this.numbers = numbers;
    this.timeoutMillis = timeout.toMillis();
  }

  @Override
  public CompletionStage<Long> write(
      String bucket, Operation operation, @Nullable Condition expectation) {
    if (operation instanceof Operation.Put put
        && put.value().length() > LARGE_VALUE_BYTES
        && put.headers().isEmpty()
        && put.rollup() == Operation.Rollup.NONE) {
      return publish(bucket, put, expectation);
    }
    List<Condition> conditions = expectation == null ? List.of() : List.of(expectation);
    return commit(bucket, new Transaction(conditions, List.of(operation)))
        .thenApply(result -> revision(bucket, operation, expectation, result));
  }

  private static long revision(
      String bucket,
      Operation operation,
      @Nullable Condition expectation,
      Transaction.Result result) {
    if (result instanceof Transaction.Result.Committed committed) {
      return committed.firstRevision();
    }
    var refused = (Transaction.Result.Refused) result;
    throw refusal(bucket, operation, expectation, refused);
  }

  private static HoldfastException refusal(
      String bucket,
      Operation operation,
      @Nullable Condition expectation,
      Transaction.Result.Refused refused) {
    LeaseRef lease = owner(operation);
    if (refused.conditionIndex() < 0 && lease != null) {
      return new LeaseGoneException(bucket, lease);
    }
    if (expectation instanceof Condition.KeyAt at) {
      return new WrongRevisionException(bucket, at.key(), at.revision(), refused.actualRevision());
    }
    return WireErrors.exists(Subject.key(bucket, operation.key()));
  }

  @Override
  public CompletionStage<Transaction.Result> commit(String bucket, Transaction transaction) {
    MessageId.Request number = numbers.next();
    var messages =
        new Messages(ExtensionSubject.of(Verb.TXN, bucket), transaction, number, timeoutMillis);
    if (messages.length() > link.maxPayload()) {
      numbers.settle(number);
      return CompletableFuture.failedFuture(
          new LimitExceededException(
              what(bucket, transaction)
                  + ": "
                  + messages.length()
                  + " bytes of request are more than the server takes, "
                  + link.maxPayload(),
              link.maxPayload(),
              messages.length()));
    }
    var call =
        new Call(
            () -> what(bucket, transaction),
            Lane.of(transaction.operations(), transaction.conditions()),
            Effect.REPEATABLE,
            messages);
    return requester
        .make(call)
        .handle(
            (reply, failure) -> {
              numbers.settle(number);
              if (failure != null) {
                throw Failures.ours(failure);
              }
              return result(TxnReply.read(Streams.result(reply, bucket)));
            });
  }

  /** The messages of one transaction's attempts, the first of which is made in advance. */
  private static final class Messages implements Call.Attempt {
    private final String subject;
    private final Transaction transaction;
    private final MessageId.Request number;
    private @Nullable Bytes first;

    Messages(
        String subject, Transaction transaction, MessageId.Request number, long timeoutMillis) {
      this.subject = subject;
      this.transaction = transaction;
      this.number = number;
      this.first = body(timeoutMillis);
    }

    int length() {
      return first == null ? 0 : first.length();
    }

    @Override
    public Outgoing message(long millisLeft) {
      Bytes body = first == null ? body(millisLeft) : first;
      first = null;
      return new Outgoing(subject, body);
    }

    private Bytes body(long timeout) {
      return new TxnRequest(transaction, number, timeout).toBody();
    }
  }

  private static Transaction.Result result(TxnReply reply) {
    if (reply instanceof TxnReply.Committed committed) {
      return new Transaction.Result.Committed(
          committed.incarnation(), committed.firstRevision(), committed.operations());
    }
    var refused = (TxnReply.Refused) reply;
    return new Transaction.Result.Refused(refused.condition(), refused.actual());
  }

  private CompletionStage<Long> publish(
      String bucket, Operation.Put put, @Nullable Condition expectation) {
    MessageId.Request number = numbers.next();
    String what = "put " + Subject.key(bucket, put.key());
    long expected = expectation instanceof Condition.KeyAt at ? at.revision() : 0;
    var about = new Subject(bucket, put.key(), expected, put.owner());
    var headers = new ArrayList<String>();
    headers.addAll(List.of("Holdfast-Request", RequestNumber.format(number)));
    if (expectation instanceof Condition.KeyAbsent) {
      headers.addAll(List.of("Holdfast-Expect", "absent"));
    } else if (expected > 0) {
      headers.addAll(List.of("Nats-Expected-Last-Subject-Sequence", Long.toString(expected)));
    }
    LeaseRef owner = put.owner();
    if (owner != null) {
      headers.addAll(List.of("Holdfast-Lease", owner.toString()));
    }
    if (put.ttl().nanos() > 0) {
      headers.addAll(List.of("Holdfast-TTL", Long.toString(TtlMillis.of(put.ttl()))));
    } else if (put.ttl().nanos() < 0) {
      headers.addAll(List.of("Nats-TTL", "never"));
    }
    if (put.value().length() + 512 > link.maxPayload()) {
      numbers.settle(number);
      return CompletableFuture.failedFuture(
          new LimitExceededException(
              what
                  + ": "
                  + put.value().length()
                  + " bytes are more than the server takes, "
                  + link.maxPayload(),
              link.maxPayload(),
              put.value().length()));
    }
    var call =
        new Call(
            () -> what,
            Lane.of(List.of(put), expectation == null ? List.of() : List.of(expectation)),
            Effect.REPEATABLE,
            left -> timed(bucket, put, headers, left));
    return requester
        .make(call)
        .whenComplete((reply, failure) -> numbers.settle(number))
        .thenApply(reply -> acknowledged(reply, about));
  }

  private static Outgoing timed(
      String bucket, Operation.Put put, List<String> headers, long millisLeft) {
    var all = new ArrayList<>(headers);
    all.addAll(List.of("Holdfast-Timeout", Long.toString(millisLeft)));
    return new Outgoing(StreamJson.keyPrefix(bucket) + put.key(), all, put.value());
  }

  /** The revision in a publish's acknowledgement, or the exception for its error. */
  static long acknowledged(Reply reply, Subject about) {
    if (reply.unserved()) {
      throw WireErrors.noBucket(about.bucket());
    }
    if (reply.error().isPresent()) {
      throw WireErrors.of(reply.error().get(), about);
    }
    long revision = reply.result().number("seq", 0);
    if (revision < 1) {
      throw new UnavailableException(about + ": the server acknowledged without a revision");
    }
    return revision;
  }

  private static @Nullable LeaseRef owner(Operation operation) {
    return operation instanceof Operation.Put put ? put.owner() : null;
  }

  private static String what(String bucket, Transaction transaction) {
    Operation first = transaction.operations().get(0);
    String one =
        first.getClass().getSimpleName().toLowerCase(Locale.ROOT)
            + " "
            + Subject.key(bucket, first.key());
    return transaction.operations().size() == 1
        ? one
        : "transaction of " + transaction.operations().size() + " operations, the first: " + one;
  }
}
