package io.holdfast.locks;

import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how a hold stands: each gets the state it finds, then every change, in order.
 * Everything but the entry points is confined to a mailbox of its own, so a listener that blocks
 * holds up only this hold's listeners.
 */
final class StateCallbacks {
  private static final Logger log = LoggerFactory.getLogger(StateCallbacks.class);
  private static final long SLOW_NANOS = 1_000_000_000L;

  private final String lock;
  private final Scheduler scheduler;
  private final Mailbox mailbox;
  private final List<Consumer<HoldState>> listeners = new ArrayList<>();
  private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
  private HoldState state = new HoldState.Held();

  StateCallbacks(String lock, Scheduler scheduler) {
    this.lock = lock;
    this.scheduler = scheduler;
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
    long began = scheduler.clock().nanos();
    try {
      listener.accept(state);
    } catch (RuntimeException | Error e) {
      log.error("A listener of lock '{}' failed on {}; the next one is called", lock, state, e);
    }
    long took = scheduler.clock().nanos() - began;
    if (took > SLOW_NANOS) {
      log.warn(
          "A listener of lock '{}' took {} ms for {}, which delays the others",
          lock,
          took / 1_000_000,
          state);
    }
  }

  private static boolean isFinal(HoldState state) {
    return state instanceof HoldState.Lost || state instanceof HoldState.Released;
  }
}
