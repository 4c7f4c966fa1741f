package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A named lock that at most one handle holds. Thread-safe.
 *
 * <p>What it promises (guarantee G27): at any revision the replicated state names at most one
 * holder; a grant is made only to a session alive in the same log entry; a holder that stalls, or
 * is cut off longer than its time to live, may still believe it holds: only the fencing token
 * protects the resource.
 *
 * <p>Waiters are served in the order in which their requests were committed (guarantee G30). The
 * owner is the handle, not the thread or the process: any thread may release it, and it is not
 * re-entrant; a second {@code acquire} by the holder itself waits behind it like anybody else's. If
 * the lease is lost while waiting, the attempt goes on with a new lease at the end of the queue.
 *
 * <p>Every wait has a bound. A store that cannot be reached is tried again until then; errors that
 * trying again cannot mend (unauthorised, a full bucket) end the attempt at once with that error.
 */
public interface Mutex {
  /** The lock's name. */
  String name();

  /**
   * Waits for the lock.
   *
   * @param timeout the longest wait, positive
   * @throws LockTimeoutException when it was not granted in time; nothing is left behind
   * @throws io.holdfast.kv.InvalidArgumentException when {@code timeout} is not positive
   * @throws UnavailableException when the {@link Locks} is closed
   * @throws InterruptedException when interrupted; the attempt is given up and cleaned up in the
   *     background
   */
  MutexHandle acquire(Duration timeout) throws InterruptedException;

  /**
   * Takes the lock if it is free and nobody waits for it; does not queue. Waits only for the
   * store's answer, a lease's time to live at most.
   */
  Optional<MutexHandle> tryAcquire() throws InterruptedException;

  /**
   * Waits for the lock like {@link #acquire}; empty when others held it all that time.
   *
   * @throws UnavailableException when the time ran out and the store could not be asked, so that it
   *     is not known whether others hold it
   */
  Optional<MutexHandle> tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * The twin of {@link #acquire}. Cancelling the future gives the attempt up; should the lock have
   * been granted at that moment, it is released in the background. Completes on the scheduler's
   * threads, where blocking is allowed.
   */
  CompletableFuture<MutexHandle> acquireAsync(Duration timeout);

  /** The twin of {@link #tryAcquire()}; cancelling works as in {@link #acquireAsync}. */
  CompletableFuture<Optional<MutexHandle>> tryAcquireAsync();

  /** The twin of {@link #tryAcquire(Duration)}; cancelling works as in {@link #acquireAsync}. */
  CompletableFuture<Optional<MutexHandle>> tryAcquireAsync(Duration timeout);

  /**
   * The same lock, whose holds made through it show {@code value} to others; see {@link
   * LockStatus.Holder#value}.
   */
  Mutex showing(Bytes value);

  /**
   * Acquires the lock, runs {@code task} on the calling thread and releases. When the lock is lost
   * inside, the thread is interrupted; a task that still runs when others may be granted is
   * reported in the log with its stack.
   *
   * @param timeout the longest wait for the lock
   * @throws LockLostException when the lock was lost before the task had ended, whatever the task
   *     did then; what it threw is attached as suppressed
   * @throws LockTimeoutException when the lock was not granted in time
   */
  <T, X extends Exception> T whileHeld(Duration timeout, GuardedTask<T, X> task)
      throws X, InterruptedException;
}
