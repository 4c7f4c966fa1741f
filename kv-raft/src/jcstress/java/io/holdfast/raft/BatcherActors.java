package io.holdfast.raft;

import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the batcher's concurrency tests share: a batcher whose batches are answered as soon as they
 * are sealed.
 */
final class BatcherActors {
  static final UnavailableException CLOSED = new UnavailableException("closed");
  static final BatchLimits LIMITS = new BatchLimits(16, 1 << 20, 1, 64, 1 << 20, 0, 0);

  private BatcherActors() {}

  /** Commands that can be told apart. */
  static Command command(long number) {
    return new Command.RemoveRevision("bucket", number);
  }

  static long number(Command command) {
    return ((Command.RemoveRevision) command).revision();
  }

  static List<Outcome> outcomes(Batch batch) {
    var outcomes = new ArrayList<Outcome>();
    batch.commands().forEach(command -> outcomes.add(new Outcome.Removed(number(command))));
    return outcomes;
  }

  /** 0: no answer; 1: its own outcome; 2: failed; 3: somebody else's outcome. */
  static int kind(CompletableFuture<Outcome> answer, long number) {
    if (!answer.isDone()) {
      return 0;
    }
    if (answer.isCompletedExceptionally()) {
      return 2;
    }
    return answer.join().equals(new Outcome.Removed(number)) ? 1 : 3;
  }

  /** Counts how often each command was sealed, and in which order. */
  static final class Sealed {
    final ConcurrentLinkedQueue<Long> order = new ConcurrentLinkedQueue<>();
    final AtomicInteger overlapping = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();

    void take(Batch batch) {
      if (inside.incrementAndGet() > 1) {
        overlapping.incrementAndGet();
      }
      batch.commands().forEach(command -> order.add(number(command)));
      inside.decrementAndGet();
    }
  }
}
