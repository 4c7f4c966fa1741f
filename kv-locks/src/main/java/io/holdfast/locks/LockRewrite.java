package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.Transaction;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the value of a held lock, one rewriting after another, and knows at which revision the
 * hold stands. Confined to the session's mailbox.
 */
final class LockRewrite {
  private final Session session;
  private final LockKeys keys;
  private final LockRecord record;
  private final FencingToken token;
  private final Queue<Step> queue = new ArrayDeque<>();
  private long revision;

  LockRewrite(
      Session session, LockKeys keys, LockRecord record, FencingToken token, long revision) {
    this.session = session;
    this.keys = keys;
    this.record = record;
    this.token = token;
    this.revision = revision;
  }

  private record Step(
      Bytes value,
      BooleanSupplier held,
      Runnable done,
      Consumer<@Nullable Throwable> failed,
      Backoff backoff) {}

  /** The last revision known of the hold's entry. */
  long revision() {
    return revision;
  }

  /**
   * Writes {@code value}.
   *
   * @param held asked before each try
   * @param failed gets null when the lock is not held
   */
  void to(Bytes value, BooleanSupplier held, Runnable done, Consumer<@Nullable Throwable> failed) {
    queue.add(new Step(value, held, done, failed, session.backoff()));
    if (queue.size() == 1) {
      write(queue.element());
    }
  }

  private void write(Step step) {
    if (!step.held.getAsBoolean()) {
      finish(() -> step.failed.accept(null));
      return;
    }
    var put =
        new LockRecord(record.attempt(), record.lease(), record.owner(), step.value)
            .rewrite(keys.lock(), token.revision());
    var rewrite = Transaction.when(new Condition.KeyAt(keys.lock(), revision)).then(put).build();
    session.ask(
        bucket -> bucket.commitAsync(rewrite),
        result -> {
          if (result instanceof Transaction.Result.Committed committed) {
            revision = committed.firstRevision();
            finish(step.done);
          } else {
            look(step);
          }
        },
        error -> failed(step, error));
  }

  /** The entry is not where it was: an earlier sending of ours arrived, or the lock is lost. */
  private void look(Step step) {
    session.ask(
        bucket -> bucket.getAsync(keys.lock()),
        lock -> looked(step, lock.filter(entry -> LockRecord.belongsTo(entry, record.attempt()))),
        error -> failed(step, error));
  }

  private void looked(Step step, Optional<Entry> lock) {
    if (lock.isEmpty()) {
      finish(() -> step.failed.accept(null));
    } else if (lock.get().revision() != revision && lock.get().value().equals(step.value)) {
      revision = lock.get().revision();
      finish(step.done);
    } else {
      revision = lock.get().revision();
      write(step);
    }
  }

  private void failed(Step step, Throwable error) {
    if (Session.isPassing(error) && step.held.getAsBoolean()) {
      session.after(step.backoff.next(), () -> look(step));
    } else {
      finish(() -> step.failed.accept(error));
    }
  }

  private void finish(Runnable outcome) {
    queue.remove();
    outcome.run();
    if (!queue.isEmpty()) {
      write(queue.element());
    }
  }
}
