package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One hold of a lock, from its grant to its release or loss. Thread-safe; never becomes held again.
 *
 * <p>Listeners of one handle are called one at a time, in order, on the scheduler's threads and
 * never under a lock; they may block, which delays the other listeners of this handle and nothing
 * else. What they throw is logged.
 */
public interface MutexHandle extends AutoCloseable {
  /** The lock's name. */
  String name();

  /**
   * The fencing token of this grant, larger than that of every earlier grant of this lock
   * (guarantee G28). Send it with every request to the resource that the lock protects.
   */
  FencingToken token();

  /**
   * Whether the lock is held for all this process can know, without asking the store: it reads the
   * clock itself, so it is false past the local deadline also when no timer has run yet (guarantee
   * G29), and false after a suspension of the machine until a renewal has confirmed it.
   */
  boolean held();

  /** How long the lock stays safely held if no further renewal is confirmed; zero when not held. */
  Duration safeFor();

  /**
   * Waits until the lock is safely held for {@code least} from now, renewing at once if less is
   * left. Bounded: the hold is renewed or lost by its local deadline.
   *
   * @throws LockLostException when it is not held
   * @throws io.holdfast.kv.InvalidArgumentException when {@code least} is longer than half of what
   *     one renewal gives
   */
  void ensure(Duration least) throws InterruptedException;

  /** The twin of {@link #ensure}. */
  CompletableFuture<Void> ensureAsync(Duration least);

  /** Where the hold stands. */
  HoldState state();

  /**
   * Calls {@code listener} once when the hold is lost, at once if it already is; never after an
   * orderly release.
   */
  void onLost(Consumer<LossReason> listener);

  /** Calls {@code listener} with the present state and then with each change, in order. */
  void onState(Consumer<HoldState> listener);

  /** Completes when the hold is lost; never after an orderly release. */
  CompletionStage<LossReason> lost();

  /**
   * Changes the value that others see. The token stays.
   *
   * <p>Fails with {@link LockLostException} when the lock is not held.
   */
  CompletableFuture<Void> show(Bytes value);

  /**
   * Releases and waits until the store has confirmed it; at most until the lease has ended, which
   * releases as well. Further calls return the first one's outcome.
   *
   * @throws InterruptedException when interrupted; the release goes on in the background
   */
  ReleaseOutcome release() throws InterruptedException;

  /** The twin of {@link #release}. {@link #held} is false when this returns. */
  CompletableFuture<ReleaseOutcome> releaseAsync();

  /**
   * Releases and waits for it, no longer than {@link LocksOptions#closeTimeout}; then the release
   * goes on in the background. Quiet on a lost lock, idempotent, and works on an interrupted thread
   * without waiting there.
   */
  @Override
  void close();
}
