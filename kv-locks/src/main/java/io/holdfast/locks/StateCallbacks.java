package io.holdfast.locks;

import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Tells listeners how a hold stands: each gets the state it finds, then every change, in order.
 * Everything but the entry points is confined to a mailbox of its own, so a listener that blocks
 * holds up only this hold's listeners.
 */
final class StateCallbacks {
  private final Scheduler scheduler;
  private final ListenerCall calls;
  private final Mailbox mailbox;
  private final List<Consumer<HoldState>> listeners = new ArrayList<>();
  private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
  private HoldState state = new HoldState.Held();

  StateCallbacks(String lock, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.calls = new ListenerCall("lock '" + lock + "'", scheduler.clock());
    this.mailbox = new Mailbox(scheduler);
  }

  /** The hold has moved on to {@code next}; nothing follows a final state. */
  void moved(HoldState next) {
    if (next instanceof HoldState.Lost ended) {
      // Beside the mailbox, so that a listener may wait for it.
      scheduler.execute(() -> lost.complete(ended.reason()));
    }
    mailbox.execute(
        () -> {
          if (!isFinal(state) && !next.equals(state)) {
            state = next;
            List.copyOf(listeners).forEach(this::tell);
            if (isFinal(next)) {
              listeners.clear();
            }
          }
        });
  }

  void onState(Consumer<HoldState> listener) {
    mailbox.execute(
        () -> {
          if (!isFinal(state)) {
            listeners.add(listener);
          }
          tell(listener);
        });
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

  private void tell(Consumer<HoldState> listener) {
    HoldState now = state;
    calls.tell(now, () -> listener.accept(now));
  }

  private static boolean isFinal(HoldState state) {
    return state instanceof HoldState.Lost || state instanceof HoldState.Released;
  }
}
