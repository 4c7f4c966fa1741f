package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.connection.Reply;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes that take effect together or not at all (source: NATS ADR-50): messages that name a
 * batch are staged, and the one that commits it makes them one write, at consecutive revisions, all
 * of their conditions checked against what was before. Thread-safe: what is staged is in {@link
 * StagedBatches}.
 */
final class AtomicBatches {
  static final String ID = "Nats-Batch-Id";

  private static final String SEQUENCE = "Nats-Batch-Sequence";
  private static final String COMMIT = "Nats-Batch-Commit";
  private static final String WITH_THIS_MESSAGE = "1";
  private static final String WITHOUT_THIS_MESSAGE = "eob";
  private static final int LONGEST_ID = 64;

  private final LocalStore store;
  private final StagedBatches staged;

  AtomicBatches(LocalStore store, StagedBatches staged) {
    this.store = store;
    this.staged = staged;
  }

  /** Whether a message with these headers belongs to a batch. */
  static boolean concerns(PublishHeaders headers) {
    String id = headers.get(ID);
    return id != null && !id.isEmpty();
  }

  /**
   * Takes one message of a batch and answers it: an empty message says that it is staged.
   *
   * @param message what it would do on its own
   */
  void take(StreamName name, PublishHeaders headers, StagedBatches.Staged message, Reply reply) {
    BucketView bucket = store.view().bucket(name.bucket());
    if (bucket == null) {
      reply.noResponders();
      return;
    }
    try {
      Command.Write whole = next(name, bucket.config(), headers, message);
      if (whole == null) {
        reply.send(Bytes.EMPTY);
      } else {
        commit(name, headers.required(ID), whole, reply);
      }
    } catch (ApiError e) {
      reply.send(PubAck.error(name, e));
    }
  }

  /** Stages a message; returns the write of its batch if it commits it. */
  private Command.@Nullable Write next(
      StreamName name, BucketConfig config, PublishHeaders headers, StagedBatches.Staged message) {
    if (!config.flags().atomicBatches()) {
      throw new ApiError(400, 10174, "atomic publish is disabled");
    }
    String id = headers.required(ID);
    if (id.length() > LONGEST_ID) {
      throw new ApiError(400, 10179, "atomic publish batch ID is invalid");
    }
    String text = headers.get(SEQUENCE);
    OptionalLong sequence = text == null ? OptionalLong.empty() : PublishHeaders.number(text);
    if (sequence.isEmpty()) {
      throw new ApiError(400, 10175, "atomic publish sequence is missing");
    }
    String commit = headers.get(COMMIT);
    var batch = new StagedBatches.Id(name, id);
    if (commit == null) {
      staged.add(batch, sequence.getAsLong(), message);
      return null;
    }
    boolean withThis = commit.equals(WITH_THIS_MESSAGE);
    if (!withThis && !commit.equals(WITHOUT_THIS_MESSAGE)) {
      staged.drop(batch);
      throw new ApiError(400, 10200, "atomic publish batch commit is invalid");
    }
    return BatchWrite.of(
        staged.complete(batch, sequence.getAsLong(), withThis ? message : null).stream()
            .map(each -> each.write().get())
            .toList());
  }

  private void commit(StreamName name, String id, Command.Write whole, Reply reply) {
    CompletionStage<Outcome> submitted = store.submit(whole);
    submitted.whenComplete(
        (outcome, failure) -> {
          if (failure != null) {
            reply.send(PubAck.error(name, ApiError.ofPublish(failure)));
          } else {
            answer(name, id, whole, outcome, reply);
          }
        });
  }

  private static void answer(
      StreamName name, String id, Command.Write whole, Outcome outcome, Reply reply) {
    if (outcome instanceof Outcome.Written written) {
      reply.send(
          PubAck.storedBatch(
              name, written.lastRevision(), written.duplicate(), id, written.operations()));
    } else if (outcome instanceof Outcome.Refused refused) {
      PublishService.refuse(name, refused.refusal(), whole.conditions(), reply);
    } else {
      throw new IllegalStateException("a batch came to " + outcome);
    }
  }
}
