package io.holdfast.locks;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

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
   * The locks in {@code store}, with every default and a scheduler of its own.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the store lacks what locks need
   */
  static Locks on(KeyValueStore store) {
    return on(store, options -> options);
  }

  /**
   * The locks in {@code store}, with a scheduler of their own and what {@code adjust} makes of the
   * default options.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the store lacks what locks need
   */
  static Locks on(KeyValueStore store, UnaryOperator<LocksOptions> adjust) {
    var scheduler = OwnThreads.scheduler();
    return new LockClient(store, adjust.apply(LocksOptions.on(scheduler)), scheduler::close);
  }

  /**
   * The locks in {@code store}.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the store lacks what locks need
   */
  static Locks on(KeyValueStore store, LocksOptions options) {
    return new LockClient(store, options, () -> {});
  }

  /**
   * The lock called {@code name}: any text of 1 to 146 UTF-8 bytes, or longer where it is plain
   * ASCII: letters, digits, {@code -}, {@code _} and {@code /} count one of 440 bytes, all else
   * three for each UTF-8 byte. Makes no call to the store.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the name is empty or too long
   */
  Mutex mutex(String name);

  /**
   * Who holds the lock and who waits, as of one revision; {@code name} as for {@link #mutex}. Fails
   * with {@link io.holdfast.kv.UnavailableException} where the store cannot be asked. Completes on
   * the scheduler's threads, as every future of this package does.
   */
  CompletableFuture<LockStatus> statusAsync(String name);

  /** See {@link #statusAsync}. */
  default LockStatus status(String name) throws InterruptedException {
    return Waiting.on(statusAsync(name));
  }

  /**
   * Tells {@code observer} who holds the lock, now and at each change, in the order of the tokens.
   * An observer that falls behind sees the newest holder and may miss some before.
   */
  Observation observe(String name, HolderObserver observer);

  /**
   * Takes the lock away from {@code holder}, found by {@link #status}, and gives it to the longest
   * waiting one, if any. For people: the holder learns of it soon, but not before; until then only
   * the fencing token protects the resource.
   *
   * @return whether it was taken away; false when that holder did not hold it any more
   */
  CompletableFuture<Boolean> evictAsync(String name, LockStatus.Holder holder);

  /**
   * An orderly end: attempts end and none begins, holds have {@code longest} (zero or more) to be
   * released, then all is closed.
   *
   * @return whether every hold was released in time
   */
  CompletableFuture<Boolean> drainAsync(Duration longest);

  /** See {@link #drainAsync}. */
  default boolean drain(Duration longest) throws InterruptedException {
    return Waiting.on(drainAsync(longest));
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
