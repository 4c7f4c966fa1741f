package io.holdfast.net.jetstream;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The messages of a batch as one write. Since conditions are checked against the state before it,
 * none may ask about what an earlier message of the batch has changed.
 */
final class BatchWrite {
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  private BatchWrite() {}

  /**
   * One write of all {@code messages}, each of which has one operation.
   *
   * @throws ApiError 10164, 10177 or 10111 for a message that cannot be a part of a batch, or not
   *     at its place
   */
  static Command.Write of(List<Command.Write> messages) {
    var batch = new BatchWrite();
    Command.Write last = messages.get(messages.size() - 1);
    messages.subList(0, messages.size() - 1).forEach(BatchWrite::refuseOfTheLastAlone);
    for (Command.Write message : messages) {
      message.conditions().forEach(batch::add);
      message.operations().forEach(batch::add);
    }
    return new Command.Write(
        last.bucket(), batch.conditions, batch.operations, last.id(), last.notAfter());
  }

  /** A write has one id and one time limit: those of the message that commits it. */
  private static void refuseOfTheLastAlone(Command.Write message) {
    if (message.id() instanceof MessageId.Foreign) {
      throw unsupported("Nats-Msg-Id");
    }
    if (message.id() instanceof MessageId.Request) {
      throw unsupported("Holdfast-Request");
    }
    if (!message.notAfter().equals(LeaseTime.NEVER)) {
      throw unsupported("Holdfast-Timeout");
    }
  }

  private static ApiError unsupported(String header) {
    return new ApiError(400, 10177, "atomic publish unsupported header used: " + header);
  }

  private void add(Condition condition) {
    if (condition instanceof Condition.LastMessageId) {
      throw unsupported("Nats-Expected-Last-Msg-Id");
    }
    boolean changed;
    if (condition instanceof Condition.BucketAt) {
      changed = !operations.isEmpty();
    } else if (condition instanceof Condition.KeyAt at) {
      changed = keys.contains(at.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      changed = keys.contains(untraced.key());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      changed = keys.contains(absent.key());
    } else if (condition instanceof Condition.NewestMatching matching) {
      changed = keys.stream().anyMatch(key -> Subjects.matches(matching.filter(), key));
    } else {
      throw new IllegalStateException("a publish had the condition " + condition);
    }
    if (changed) {
      throw new ApiError(400, 10164, "wrong last sequence");
    }
    conditions.add(condition);
  }

  private void add(Operation operation) {
    boolean rollsUpAll = operation instanceof Operation.Put put && put.rollup() == Rollup.BUCKET;
    boolean rollsUpKey =
        operation instanceof Operation.Purge
            || (operation instanceof Operation.Put one && one.rollup() == Rollup.KEY);
    if (rollsUpAll && !operations.isEmpty()) {
      throw new ApiError(500, 10111, "batch rollup all invalid");
    }
    if (rollsUpKey && keys.contains(operation.key())) {
      throw new ApiError(500, 10111, "batch rollup sub invalid");
    }
    keys.add(operation.key());
    operations.add(operation);
  }
}
