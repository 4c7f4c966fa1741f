package io.holdfast.kv.store;

import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Names;
import io.holdfast.kv.Operation;
import java.nio.charset.StandardCharsets;

/** Checks what callers ask to write, before anything is tried. */
final class WriteInput {
  private WriteInput() {}

  /** Returns {@code operation} if every store can hold it. */
  static <T extends Operation> T check(T operation) {
    Names.checkKey(operation.key());
    int headerBytes = operation.headers().block().length();
    if (headerBytes > Headers.MAX_BLOCK_BYTES) {
      throw new LimitExceededException(
          "headers of key '"
              + operation.key()
              + "' take "
              + headerBytes
              + " bytes, at most "
              + Headers.MAX_BLOCK_BYTES
              + " are allowed");
    }
    if (operation instanceof Operation.Put put && put.owner() != null) {
      Names.checkKey(put.owner().key());
    }
    return operation;
  }

  /** Checks the names and numbers of {@code condition}. */
  static void check(Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      Names.checkKey(at.key());
      checkRevision(at.key(), at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      Names.checkKey(absent.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      Names.checkKey(untraced.key());
    } else if (condition instanceof Condition.LeaseAlive alive) {
      Names.checkKey(alive.lease().key());
    } else if (condition instanceof Condition.OldestUnder oldest) {
      checkText("key prefix", oldest.prefix());
    } else if (condition instanceof Condition.NewestUnder newest) {
      checkText("key prefix", newest.prefix());
    } else if (condition instanceof Condition.NewestMatching matching) {
      Names.checkFilter(matching.filter());
    } else if (condition instanceof Condition.LastMessageId last) {
      checkText("message id", last.id());
    }
  }

  /** Returns {@code revision} if an entry can have it. */
  static long checkRevision(String key, long revision) {
    if (revision < 1) {
      throw new InvalidArgumentException(
          "revision "
              + revision
              + " expected of key '"
              + key
              + "' must be at least 1; to expect none, create the key");
    }
    return revision;
  }

  private static void checkText(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidArgumentException(what + " has half a surrogate pair: it has no UTF-8 form");
    }
  }
}
