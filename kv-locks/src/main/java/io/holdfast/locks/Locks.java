package io.holdfast.locks;

import io.holdfast.kv.Waiting;
import java.util.concurrent.CompletableFuture;

/**
 * The locks of one application on one store. Thread-safe; make one per process and close it at the
 * end.
 *
 * <p>All holds and waits of one {@code Locks} are kept alive by one lease, made when first needed
 * and renewed in the background. When the lease is lost, everything held through it is lost; the
 * next acquisition makes a new one.
 */
public interface Locks extends AutoCloseable {
  /**
   * The lock called {@code name}: any text of at most 300 UTF-8 bytes, not empty. Makes no call to
   * the store.
   */
  Mutex mutex(String name);

  /** Who holds the lock and who waits. */
  CompletableFuture<LockStatus> statusAsync(String name);

  /** See {@link #statusAsync}. */
  default LockStatus status(String name) throws InterruptedException {
    return Waiting.on(statusAsync(name));
  }

  /**
   * Ends every attempt and hold ({@link LossReason.Closed}) and ends the lease, with which
   * everything goes from the store in one step. The future completes when the store has confirmed
   * it or it cannot be told.
   */
  CompletableFuture<Void> closeAsync();

  /**
   * {@link #closeAsync}, waited for no longer than {@link LocksOptions#closeTimeout}. Idempotent.
   */
  @Override
  void close();
}
