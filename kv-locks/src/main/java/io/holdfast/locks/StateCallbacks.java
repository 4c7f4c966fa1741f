package io.holdfast.locks;

import static java.util.Objects.requireNonNull;

import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells listeners how a hold stands: each gets the state it finds, then every change, in order.
 * Listeners run in a mailbox of its own, so that one that blocks holds up only this hold's; where
 * there is none, nothing is handed over.
 *
 * <p>Thread-safe: the state and the listeners are guarded by the lock, under which calls are put in
 * order and none is made; the mailbox is asked to make them after that, since it calls at once
 * where the scheduler is closed.
 */
final class StateCallbacks {
  private final Executor beside;
  private final ListenerCall calls;
  private final Mailbox mailbox;
  private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Added to under the lock, taken from in the mailbox. */
  private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

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
    make(noted(next));
  }

  /** Puts the calls in order that tell of {@code next}; returns how many. */
  private int noted(HoldState next) {
    lock.lock();
    try {
      if (isFinal(state) || next.equals(state)) {
        return 0;
      }
      state = next;
      listeners.forEach(listener -> due.add(() -> tell(listener, next)));
      int told = listeners.size();
      if (isFinal(next)) {
        listeners.clear();
      }
      return told;
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
      due.add(() -> tell(listener, now));
    } finally {
      lock.unlock();
    }
    make(1);
  }

  private void make(int calls) {
    for (int i = 0; i < calls; i++) {
      mailbox.execute(() -> requireNonNull(due.poll()).run());
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
