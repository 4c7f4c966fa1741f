package io.holdfast.locks;

import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells listeners how a hold stands: each gets the state it finds, then every change, in order.
 * Listeners run in a mailbox of its own, so that one that blocks holds up only this hold's; where
 * there is none, nothing is handed over.
 *
 * <p>Thread-safe: the state and the listeners are guarded by the lock, under which calls are put
 * into the mailbox and none is made.
 */
final class StateCallbacks {
  private final Executor beside;
  private final ListenerCall calls;
  private final Mailbox mailbox;
  private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final List<Consumer<HoldState>> listeners = new ArrayList<>(0);

  /** Guarded by the lock. */
  private HoldState state = new HoldState.Held();

  /**
   * For the hold of a lock.
   *
   * @param scheduler runs the mailbox
   * @param beside runs what must not wait for a listener
   */
  StateCallbacks(String name, Scheduler scheduler, Executor beside) {
    this.beside = beside;
    this.calls = new ListenerCall("lock '" + name + "'", scheduler.clock());
    this.mailbox = new Mailbox(scheduler);
  }

  /** The hold has moved on to {@code next}; nothing follows a final state. */
  void moved(HoldState next) {
    if (next instanceof HoldState.Lost ended) {
      // Beside the mailbox, so that a listener may wait for it.
      beside.execute(() -> lost.complete(ended.reason()));
    }
    lock.lock();
    try {
      if (isFinal(state) || next.equals(state)) {
        return;
      }
      state = next;
      listeners.forEach(listener -> mailbox.execute(() -> tell(listener, next)));
      if (isFinal(next)) {
        listeners.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  void onState(Consumer<HoldState> listener) {
    lock.lock();
    try {
      HoldState now = state;
      if (!isFinal(now)) {
        listeners.add(listener);
      }
      mailbox.execute(() -> tell(listener, now));
    } finally {
      lock.unlock();
    }
  }

  void onLost(Consumer<LossReason> listener) {
    onState(
        now -> {
          if (now instanceof HoldState.Lost ended) {
            listener.accept(ended.reason());
          }
        });
  }

  CompletionStage<LossReason> lost() {
    return lost.minimalCompletionStage();
  }

  private void tell(Consumer<HoldState> listener, HoldState now) {
    calls.tell(now, () -> listener.accept(now));
  }

  private static boolean isFinal(HoldState state) {
    return state instanceof HoldState.Lost || state instanceof HoldState.Released;
  }
}
