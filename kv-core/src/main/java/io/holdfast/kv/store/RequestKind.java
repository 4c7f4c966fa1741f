package io.holdfast.kv.store;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import java.util.List;
import java.util.Locale;

/** What a request is for, as its meter is tagged: first the writes, then the reads. */
enum RequestKind {
  PUT,
  CREATE,
  UPDATE,
  DELETE,
  PURGE,
  TRANSACTION,
  /** Making, changing or removing a bucket. */
  BUCKET,
  GET,
  /** Keys or entries of a bucket. */
  LIST,
  HISTORY,
  /** The status of one bucket or of all. */
  STATUS,
  /** The read fence alone, by which a server reads. */
  FENCE;

  boolean reads() {
    return compareTo(GET) >= 0;
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RequestKind of(Command command) {
    if (command instanceof Command.Write write) {
      return write.operations().size() == 1
          ? of(write.operations().get(0), write.conditions())
          : TRANSACTION;
    }
    if (command instanceof Command.Copy) {
      return TRANSACTION;
    }
    if (command instanceof Command.PurgeEntries) {
      return PURGE;
    }
    return command instanceof Command.RemoveRevision ? DELETE : BUCKET;
  }

  private static RequestKind of(Operation operation, List<Condition> conditions) {
    if (conditions.size() > 1 || operation instanceof Operation.HandOver) {
      return TRANSACTION;
    }
    if (operation instanceof Operation.Delete) {
      return DELETE;
    }
    if (operation instanceof Operation.Purge) {
      return PURGE;
    }
    if (conditions.isEmpty()) {
      return PUT;
    }
    Condition only = conditions.get(0);
    if (only instanceof Condition.KeyAbsent) {
      return CREATE;
    }
    return only instanceof Condition.KeyAt ? UPDATE : TRANSACTION;
  }
}
