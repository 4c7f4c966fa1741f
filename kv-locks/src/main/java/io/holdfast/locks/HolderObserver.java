package io.holdfast.locks;

/**
 * Hears who holds a lock. Calls for one observation come one at a time, in order, on the
 * scheduler's threads; blocking in them is allowed.
 */
public interface HolderObserver {
  /** The lock was granted, or its holder shows another value under the same token. */
  void onHolder(LockStatus.Holder holder);

  /** The lock is free. */
  default void onFree() {}
}
