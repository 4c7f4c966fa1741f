package io.holdfast.locks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener's failures from the locks: a grant whose meter throws is a grant all the same,
 * and a loss has still to be told. The first failure is logged. As thread-safe as the listener.
 */
final class GuardedListener implements LockListener {
  private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

  private final LockListener listener;
  private final AtomicBoolean failed = new AtomicBoolean();

  GuardedListener(LockListener listener) {
    this.listener = listener;
  }

  @Override
  public Span waiting() {
    return span(listener::waiting);
  }

  @Override
  public void acquired(Ending ending, Duration took) {
    tell(() -> listener.acquired(ending, took));
  }

  @Override
  public Span holding() {
    return span(listener::holding);
  }

  @Override
  public void lost(LossReason reason) {
    tell(() -> listener.lost(reason));
  }

  @Override
  public void renewed(boolean confirmed, Duration took) {
    tell(() -> listener.renewed(confirmed, took));
  }

  @Override
  public void late() {
    tell(listener::late);
  }

  @Override
  public void leaseLost(LossReason reason, Duration margin) {
    tell(() -> listener.leaseLost(reason, margin));
  }

  private Span span(Supplier<Span> begin) {
    try {
      Span begun = begin.get();
      return () -> tell(begun::end);
    } catch (RuntimeException e) {
      note(e);
      return Span.NONE;
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      note(e);
    }
  }

  private void note(RuntimeException e) {
    if (failed.compareAndSet(false, true)) {
      log.warn("The meters of locks fail, first with this; the locks go on without them", e);
    }
  }
}
