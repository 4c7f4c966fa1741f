package io.holdfast.raft;

import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.engine.ReadConfirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads pass at once where nobody need be asked, and share confirmations otherwise: one round
 * is under way, and the next one serves everybody who came meanwhile. Nobody joins a round that has
 * already begun, since it may have looked at the log before they asked (guarantee G1).
 *
 * <p>Threads: any. Guarded by its monitor, but for a look at {@link #end}, which is volatile;
 * rounds begin and answers are completed outside of it.
 */
final class ReadFence {
  private final BooleanSupplier alone;
  private final Consumer<ReadConfirmation> rounds;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean underWay;
  private volatile @Nullable UnavailableException end;

  /**
   * {@code alone} tells whether all that was acknowledged by anybody is visible here; {@code
   * rounds} begins a confirmation that covers everything acknowledged before it was asked for.
   */
  ReadFence(BooleanSupplier alone, Consumer<ReadConfirmation> rounds) {
    this.alone = alone;
    this.rounds = rounds;
  }

  CompletableFuture<Void> pass() {
    UnavailableException over = end;
    if (over == null && alone.getAsBoolean()) {
      return CompletableFuture.completedFuture(null);
    }
    var answer = new CompletableFuture<Void>();
    synchronized (this) {
      over = end;
      if (over != null) {
        answer.completeExceptionally(ended(over));
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
    dropped.forEach(answer -> answer.completeExceptionally(ended(cause)));
  }

  /** Each caller gets an exception of its own, since waiting adds traces to it. */
  private static StoreClosedException ended(UnavailableException cause) {
    return new StoreClosedException("nothing was read: " + cause.getMessage(), cause);
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
    public void failed(Supplier<UnavailableException> cause) {
      if (over.compareAndSet(false, true)) {
        begin();
        served.forEach(answer -> answer.completeExceptionally(cause.get()));
      }
    }
  }
}
