package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first final fault of a component and lets nothing pass after it (guarantee G16).
 * Thread-safe: one atomic reference.
 */
final class FaultLatch {
  private final AtomicReference<@Nullable HoldfastException> fault = new AtomicReference<>();
  private final Consumer<? super HoldfastException> listener;

  FaultLatch(Consumer<? super HoldfastException> listener) {
    this.listener = listener;
  }

  /** Throws when there has been a fault. */
  void check() {
    var first = fault.get();
    if (first instanceof DamagedFileException damaged) {
      throw new DamagedFileException(
          damaged.file(), damaged.offset(), "found damaged earlier", damaged);
    }
    if (first != null) {
      throw new StorageFaultException(
          "refused after an earlier fault; restart once the disk is sound", first);
    }
  }

  boolean tripped() {
    return fault.get() != null;
  }

  /**
   * Makes a failed write, sync or rename final. The listener has been told before the call that
   * failed first returns; one that fails meanwhile need not wait for it, as it succeeds no more
   * than the first.
   */
  StorageFaultException failed(String what, Path file, Throwable cause) {
    var exception =
        new StorageFaultException(
            what
                + " failed on "
                + file
                + ": "
                + cause
                + "; nothing more is accepted, restart once the disk is sound",
            cause);
    trip(exception);
    return exception;
  }

  /** Makes damage that was found in use final. */
  DamagedFileException damaged(DamagedFileException exception) {
    trip(exception);
    return exception;
  }

  private void trip(HoldfastException exception) {
    if (fault.compareAndSet(null, exception)) {
      listener.accept(exception);
    }
  }
}
