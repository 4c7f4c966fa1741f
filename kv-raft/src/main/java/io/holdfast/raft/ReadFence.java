package io.holdfast.raft;

import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.engine.ReadConfirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads share confirmations: one round is under way, and the next one serves everybody who
 * came meanwhile. Nobody joins a round that has already begun, since it may have looked at the log
 * before they asked (guarantee G1).
 *
 * <p>Threads: any. Guarded by its monitor; rounds begin and answers are completed outside of it.
 */
final class ReadFence {
  private final Consumer<ReadConfirmation> rounds;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean underWay;
  private @Nullable UnavailableException end;

  /**
   * {@code rounds} begins a confirmation that covers everything acknowledged before it was asked
   * for.
   */
  ReadFence(Consumer<ReadConfirmation> rounds) {
    this.rounds = rounds;
  }

  CompletableFuture<Void> pass() {
    var answer = new CompletableFuture<Void>();
    synchronized (this) {
      if (end != null) {
        answer.completeExceptionally(
            new UnavailableException("nothing was read: " + end.getMessage(), end));
        return answer;
      }
      waiting.add(answer);
      if (underWay) {
        return answer;
      }
      underWay = true;
    }
    begin();
    return answer;
  }

  private void begin() {
    List<CompletableFuture<Void>> served;
    synchronized (this) {
      if (waiting.isEmpty()) {
        underWay = false;
        return;
      }
      served = waiting;
      waiting = new ArrayList<>();
    }
    rounds.accept(new Round(served));
  }

  /**
   * Fails everybody who waits for the next round, and who comes later. The round under way ends by
   * itself.
   */
  void close(UnavailableException cause) {
    List<CompletableFuture<Void>> dropped;
    synchronized (this) {
      if (end == null) {
        end = cause;
      }
      dropped = waiting;
      waiting = new ArrayList<>();
    }
    dropped.forEach(answer -> answer.completeExceptionally(cause));
  }

  /** Brings the answer of one round to those it serves. The first answer counts. */
  private final class Round implements ReadConfirmation {
    private final List<CompletableFuture<Void>> served;
    private final AtomicBoolean over = new AtomicBoolean();

    Round(List<CompletableFuture<Void>> served) {
      this.served = served;
    }

    @Override
    public void confirmed() {
      if (over.compareAndSet(false, true)) {
        // The next round first: it runs while these answers are completed.
        begin();
        served.forEach(answer -> answer.complete(null));
      }
    }

    @Override
    public void failed(UnavailableException cause) {
      if (over.compareAndSet(false, true)) {
        begin();
        served.forEach(answer -> answer.completeExceptionally(cause));
      }
    }
  }
}
