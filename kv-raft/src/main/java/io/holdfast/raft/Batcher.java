package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: commands gather in an open batch, which is sealed as soon as the disk is free for
 * it; while that one is made durable, the next one fills. Alone, a command is sealed at once, by
 * the thread that submits it.
 *
 * <p>Every command is answered exactly once. Commands of one thread keep their order.
 *
 * <p>Threads: any. All fields are guarded by {@link #lock}; batches are given to the outlet outside
 * of it, by one thread at a time ({@link #sealing}), and answers are completed outside of it.
 */
final class Batcher {
  /** Takes sealed batches, one at a time and in order. */
  @FunctionalInterface
  interface Outlet {
    /**
     * Must not wait; what becomes of the batch is told to the batcher. When it throws, the fate of
     * the batch is taken to be unknown.
     */
    void accept(Batch batch);
  }

  private static final Logger logger = LoggerFactory.getLogger(Batcher.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final BatchLimits limits;
  private final Outlet outlet;
  private final Intake intake;
  private final Admission admission;

  private final OpenBatch open = new OpenBatch();
  private final Set<Batch> unanswered = new LinkedHashSet<>();
  private int underWay;
  private boolean sealing;

  /**
   * {@code roomToGrow} tells whether commands that ask for more may be written; it is asked under
   * the lock.
   */
  Batcher(BatchLimits limits, BooleanSupplier roomToGrow, Outlet outlet) {
    this.limits = limits;
    this.outlet = outlet;
    this.intake = new Intake(roomToGrow);
    this.admission = new Admission(limits);
  }

  /** Takes a command in, or answers it with the reason why not. */
  CompletableFuture<Outcome> submit(Command command) {
    return submit(Submission.of(command));
  }

  /** The same for a command that has been counted, as {@link Submission#bytes} is. */
  CompletableFuture<Outcome> submit(Command command, long bytes) {
    return submit(Submission.of(command, bytes));
  }

  private CompletableFuture<Outcome> submit(Submission submission) {
    Batch next = null;
    HoldfastException refusal;
    lock.lock();
    try {
      refusal = refusal(submission);
      if (refusal == null) {
        open.add(submission);
        next = beginSealing();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      submission.answer().completeExceptionally(refusal);
    }
    seal(next);
    return submission.answer();
  }

  /**
   * Puts a command behind everything that the next batch holds. Dropped, since it will be asked for
   * again, when it cannot be taken or one such waits already.
   */
  void submitLast(Command command) {
    var submission = Submission.of(command);
    Batch next = null;
    lock.lock();
    try {
      if (!open.hasLast() && refusal(submission) == null) {
        open.addLast(submission);
        next = beginSealing();
      }
    } finally {
      lock.unlock();
    }
    seal(next);
  }

  private @Nullable HoldfastException refusal(Submission submission) {
    HoldfastException standing = intake.refusal(submission.vital());
    return standing != null ? standing : admission.enter(submission);
  }

  /** Seals on this thread until there is nothing more to seal, or no place for it. */
  private void seal(@Nullable Batch first) {
    for (Batch batch = first; batch != null; batch = nextOrEnd()) {
      handOver(batch);
    }
  }

  /** Whatever the outlet throws ends this batch, and no later one. */
  private void handOver(Batch batch) {
    try {
      outlet.accept(batch);
    } catch (RuntimeException | Error e) {
      logger.error("A batch of {} commands could not be handed over", batch.size(), e);
      failed(
          batch,
          () ->
              new IndeterminateException(
                  "it is not known whether the write took effect: handing it over failed ("
                      + e
                      + "); read back before deciding",
                  e));
    }
  }

  private @Nullable Batch nextOrEnd() {
    lock.lock();
    try {
      sealing = false;
      return beginSealing();
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, when this thread is to hand it over. */
  private @Nullable Batch beginSealing() {
    boolean full = underWay == limits.batchesUnderWay();
    if (sealing || open.isEmpty() || full || intake.term() == 0) {
      return null;
    }
    sealing = true;
    underWay++;
    Batch batch = open.take(intake.term(), limits.batchCommands(), limits.batchBytes());
    unanswered.add(batch);
    return batch;
  }

  /** The batch is durable: the disk is free for the next one. */
  void committed(Batch batch) {
    Batch next;
    lock.lock();
    try {
      if (batch.underWay) {
        batch.underWay = false;
        underWay--;
      }
      next = beginSealing();
    } finally {
      lock.unlock();
    }
    seal(next);
  }

  /** The batch was applied. */
  void applied(Batch batch, List<Outcome> outcomes) {
    if (claim(batch)) {
      batch.complete(outcomes);
    }
  }

  /**
   * The batch will not be applied as far as is known here; {@code cause} says how much is known, in
   * an exception of its own for each caller.
   */
  void failed(Batch batch, Supplier<? extends HoldfastException> cause) {
    if (claim(batch)) {
      batch.fail(cause);
    }
    committed(batch);
  }

  /** Only the first to claim a batch may answer it. */
  private boolean claim(Batch batch) {
    lock.lock();
    try {
      boolean first = unanswered.remove(batch);
      if (first) {
        leave(batch);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Batch batch) {
    admission.leave(batch);
    if (admission.isEmpty()) {
      settled.signalAll();
    }
  }

  /** Commands that were taken in and have no answer yet. */
  int waiting() {
    lock.lock();
    try {
      return admission.commands();
    } finally {
      lock.unlock();
    }
  }

  /** Why a write of ordinary size would be refused now; null when it would be taken. */
  @Nullable HoldfastException refusal() {
    return refusal(false);
  }

  /** The same for one that is {@code vital}, or not. */
  @Nullable HoldfastException refusal(boolean vital) {
    lock.lock();
    try {
      return intake.refusal(vital);
    } finally {
      lock.unlock();
    }
  }

  /** Takes commands from now on, for entries of {@code newTerm}. */
  void lead(long newTerm) {
    change(() -> intake.lead(newTerm));
  }

  /** Takes no commands until {@link #lead}; those not handed over yet are refused. */
  void follow() {
    Batch waiting;
    lock.lock();
    try {
      intake.follow();
      waiting = takeAllOpen();
    } finally {
      lock.unlock();
    }
    waiting.fail(
        () ->
            new UnavailableException(
                "nothing was written: the leader of the group has gone; try again"));
  }

  /** Takes no commands until {@link #resume}: the disk is full, and what was handed over waits. */
  void pause(UnavailableException cause) {
    claimAll(() -> intake.pause(cause), cause).run();
  }

  /** Ends a {@link #pause}. */
  void resume() {
    change(intake::resume);
  }

  /**
   * Takes no command any more, and acknowledges none that waits, from the moment this returns; what
   * is returned tells them so. The first cause stays.
   */
  Runnable stop(UnavailableException cause) {
    return claimAll(() -> intake.end(cause), cause);
  }

  /**
   * Takes no command any more, and waits a while until everything is answered. The first cause
   * stays.
   */
  void drain(UnavailableException cause, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      intake.end(cause);
      long left = atMost.toNanos();
      while (!admission.isEmpty() && left > 0) {
        left = settled.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  /** What the group has not seen certainly never happens; what it has seen may. */
  private Runnable claimAll(Runnable change, UnavailableException cause) {
    Batch waiting;
    List<Batch> handedOver;
    lock.lock();
    try {
      change.run();
      waiting = takeAllOpen();
      handedOver = List.copyOf(unanswered);
      unanswered.clear();
      handedOver.forEach(this::leave);
    } finally {
      lock.unlock();
    }
    return () -> {
      waiting.failUnwritten(cause);
      handedOver.forEach(batch -> batch.failUnknown(cause));
    };
  }

  private Batch takeAllOpen() {
    Batch all = open.take(intake.term(), Integer.MAX_VALUE, Long.MAX_VALUE);
    leave(all);
    return all;
  }
}
