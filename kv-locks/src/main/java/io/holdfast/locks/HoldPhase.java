package io.holdfast.locks;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a hold is held, was released, or was lost; the last two are final and exclude each other.
 *
 * <p>Lock-free: one reference, moved by compare-and-set only. Whichever of release and loss comes
 * first decides what is reported; a release that finds the lease's term ended counts as a loss.
 */
final class HoldPhase {
  private static final HoldState HELD = new HoldState.Held();
  private static final HoldState RELEASED = new HoldState.Released();

  private final LeaseTerm term;
  private final AtomicReference<HoldState> phase = new AtomicReference<>(HELD);

  HoldPhase(LeaseTerm term) {
    this.term = term;
  }

  boolean held() {
    return isHeld() && term.held();
  }

  /** Held, released or lost; the term's end counts, too. */
  HoldState now() {
    HoldState now = Objects.requireNonNull(phase.get());
    LossReason ended = now instanceof HoldState.Held ? term.ended() : null;
    return ended == null ? now : new HoldState.Lost(ended);
  }

  /** Null when this call released it; otherwise the final state that was there first. */
  @Nullable HoldState release() {
    LossReason ended = term.ended();
    if (ended != null) {
      lose(ended);
    }
    return phase.compareAndSet(HELD, RELEASED) ? null : phase.get();
  }

  /** True if this call ended it. */
  boolean lose(LossReason reason) {
    return phase.compareAndSet(HELD, new HoldState.Lost(reason));
  }

  private boolean isHeld() {
    return phase.get() instanceof HoldState.Held;
  }
}
