package io.holdfast.locks;

/**
 * Work to be done while a lock is held.
 *
 * @param <T> its result
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface GuardedTask<T, X extends Exception> {
  /**
   * Does the work. Give {@code held.token()} to every resource that the lock protects; end soon
   * when interrupted.
   *
   * @throws InterruptedException when interrupted, by the lock's loss for instance
   */
  T run(MutexHandle held) throws X, InterruptedException;
}
