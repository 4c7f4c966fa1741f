package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings faults of the storage, which is opened first, to the log, which is opened on top of it;
 * the first fault waits for its listener. Guarded by its monitor.
 */
final class FaultRelay implements Consumer<HoldfastException> {
  private @Nullable HoldfastException early;
  private @Nullable Consumer<? super HoldfastException> listener;

  @Override
  public void accept(HoldfastException fault) {
    Consumer<? super HoldfastException> told;
    synchronized (this) {
      told = listener;
      if (told == null && early == null) {
        early = fault;
      }
    }
    if (told != null) {
      told.accept(fault);
    }
  }

  void to(Consumer<? super HoldfastException> newListener) {
    HoldfastException missed;
    synchronized (this) {
      listener = newListener;
      missed = early;
    }
    if (missed != null) {
      newListener.accept(missed);
    }
  }
}
