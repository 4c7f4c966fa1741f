package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Turns each publish to {@code $KV.<bucket>.<key>} into one write and its outcome into a PubAck.
 * Thread-safe: immutable but for one remembered name; one publisher's writes are submitted in the
 * order of its frames, and the store keeps that order.
 */
final class PublishService implements RequestService {
  private final LocalStore store;
  private final AtomicBatches batches;

  /** The bucket that was written last, which is mostly the next one, too: saves its checks. */
  private volatile @Nullable StreamName latest;

  PublishService(LocalStore store, AtomicBatches batches) {
    this.store = store;
    this.batches = batches;
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(StreamName.SUBJECT_ROOT);
  }

  @Override
  public void handle(Request request, Reply reply) {
    StreamName name = nameIn(request.subject());
    if (name == null) {
      reply.noResponders();
      return;
    }
    String key = request.subject().substring(name.prefix().length());
    if (hasEmptyToken(key)) {
      reply.noResponders();
      return;
    }
    if (request.headers().isEmpty()) {
      submit(
          name, Command.Write.of(name.bucket(), Operation.Put.of(key, request.payload())), reply);
      return;
    }
    try {
      PublishHeaders headers = PublishHeaders.parse(request.headers());
      if (AtomicBatches.concerns(headers)) {
        batches.take(name, headers, staged(name, key, headers, request), reply);
      } else {
        submit(name, write(name, key, headers, request), reply);
      }
    } catch (ApiError e) {
      refuse(name, e, reply);
    }
  }

  private StagedBatches.Staged staged(
      StreamName name, String key, PublishHeaders headers, Request request) {
    long bytes = request.headers().block().length() + (long) request.payload().length();
    return new StagedBatches.Staged(() -> write(name, key, headers, request), key.length() + bytes);
  }

  private void submit(StreamName name, Command.Write write, Reply reply) {
    CompletionStage<Outcome> submitted = store.submit(write);
    submitted.whenComplete(
        (outcome, failure) -> {
          if (failure != null) {
            refuse(name, ApiError.ofPublish(failure), reply);
          } else {
            answer(name, write, outcome, reply);
          }
        });
  }

  /** The bucket's part of a subject; null when no bucket can have that name. */
  private @Nullable StreamName nameIn(String subject) {
    StreamName recent = latest;
    if (recent != null && subject.startsWith(recent.prefix())) {
      return recent;
    }
    int from = StreamName.SUBJECT_ROOT.length();
    int dot = subject.indexOf('.', from);
    StreamName name = dot < 0 ? null : StreamName.ofBucket(subject.substring(from, dot));
    latest = name;
    return name;
  }

  private static boolean hasEmptyToken(String key) {
    return key.isEmpty() || key.startsWith(".") || key.endsWith(".") || key.contains("..");
  }

  /** A publish that can never be valid is nobody's all the same where there is no such bucket. */
  private void refuse(StreamName name, ApiError error, Reply reply) {
    if (error.code() == 400 && store.view().bucket(name.bucket()) == null) {
      reply.noResponders();
    } else {
      reply.send(PubAck.error(name, error));
    }
  }

  /** Answers a write that the state machine refused. */
  static void refuse(StreamName name, Refusal refusal, List<Condition> conditions, Reply reply) {
    if (refusal.code() == Refusal.Code.BUCKET_NOT_FOUND) {
      reply.noResponders();
    } else {
      reply.send(PubAck.error(name, Refusals.ofWrite(refusal, conditions)));
    }
  }

  private static void answer(StreamName name, Command.Write write, Outcome outcome, Reply reply) {
    if (outcome instanceof Outcome.Written written) {
      reply.send(PubAck.stored(name, written.lastRevision(), written.duplicate()));
    } else if (outcome instanceof Outcome.Refused refused) {
      Refusal refusal = refused.refusal();
      if (write.id() instanceof MessageId.Request && isLimit(refusal)) {
        reply.send(PubAck.overLimit(name, Refusals.ofWrite(refusal, write.conditions()), refusal));
      } else {
        refuse(name, refusal, write.conditions(), reply);
      }
    } else {
      throw new IllegalStateException("a write came to " + outcome);
    }
  }

  private static boolean isLimit(Refusal refusal) {
    return switch (refusal.code()) {
      case VALUE_TOO_LARGE, BUCKET_FULL, QUOTA_EXCEEDED -> true;
      default -> false;
    };
  }

  private Command.Write write(
      StreamName name, String key, PublishHeaders headers, Request request) {
    var conditions = PublishConditions.read(name, key, headers);
    UnservedHeader.refuseIn(headers);
    Rollup rollup = rollup(headers);
    if (request.headers().block().length() > Headers.MAX_BLOCK_BYTES) {
      throw new ApiError(400, 10097, "header size exceeds maximum allowed of 64k");
    }
    Operation operation = operation(name, key, rollup, request.payload(), headers);
    return new Command.Write(
        name.bucket(), conditions, List.of(operation), headers.messageId(), notAfter(headers));
  }

  private Operation operation(
      StreamName name, String key, Rollup rollup, Bytes payload, PublishHeaders headers) {
    boolean hasTtl = headers.has(EntryMessage.TTL);
    PublishTtl ttl = PublishTtl.read(headers, hasTtl ? store.view().bucket(name.bucket()) : null);
    @Nullable LeaseRef owner = headers.lease();
    if (isMarker(headers) && rollup != Rollup.BUCKET) {
      if (owner != null) {
        throw ApiError.malformedExtension("Holdfast-Lease: a marker has no owner");
      }
      if (!payload.isEmpty()) {
        throw ApiError.badRequest(
            "the marker of a delete or a purge has no value, got " + payload.length() + " bytes");
      }
      // Without a roll-up older entries stay, whatever the marker calls itself; its headers are
      // kept as sent.
      return rollup == Rollup.KEY
          ? new Operation.Purge(key, ttl.headers(), ttl.ttl())
          : new Operation.Delete(key, ttl.headers(), ttl.ttl());
    }
    return new Operation.Put(key, payload, ttl.headers(), ttl.ttl(), owner, rollup);
  }

  private static boolean isMarker(PublishHeaders headers) {
    String operation = headers.get(EntryMessage.OPERATION);
    return "DEL".equals(operation)
        || "PURGE".equals(operation)
        || headers.has(EntryMessage.MARKER_REASON);
  }

  private static Rollup rollup(PublishHeaders headers) {
    String text = headers.get(EntryMessage.ROLLUP);
    if (text == null || text.isEmpty()) {
      return Rollup.NONE;
    }
    if (headers.rollup("sub")) {
      return Rollup.KEY;
    }
    if (headers.rollup("all")) {
      return Rollup.BUCKET;
    }
    throw new ApiError(500, 10111, "rollup value invalid: \"" + text + "\"");
  }

  private LeaseTime notAfter(PublishHeaders headers) {
    OptionalLong millis = headers.millis("Holdfast-Timeout");
    return millis.isPresent()
        ? store.leaseNow().plusNanos(millis.getAsLong() * 1_000_000)
        : LeaseTime.NEVER;
  }
}
