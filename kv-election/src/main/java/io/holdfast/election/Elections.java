package io.holdfast.election;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Waiting;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The elections of one application on one store. Thread-safe; make one per process and close it at
 * the end.
 */
public interface Elections extends AutoCloseable {
  /** The bucket that elections use unless told otherwise. */
  String BUCKET = "elections";

  /**
   * The elections in {@code store}, with every default and a scheduler of its own.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the store lacks what elections need
   */
  static Elections on(KeyValueStore store) {
    return new ElectionClient(
        Locks.on(store, options -> options.bucket(BUCKET)), name -> ElectionListener.NONE);
  }

  /**
   * The elections in {@code store}, one per lock in the bucket that {@code options} name: give it a
   * bucket other than the locks', such as {@link #BUCKET}. Where they name a registry of meters,
   * elections are shown there by name, and their offices count among the locks.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the store lacks what elections need
   */
  static Elections on(KeyValueStore store, LocksOptions options) {
    return new ElectionClient(
        Locks.on(store, options),
        name ->
            options.meters().isEmpty() ? ElectionListener.NONE : ElectionMeters.of(options, name));
  }

  /**
   * The election called {@code name}: any text of 1 to 146 UTF-8 bytes, or longer where it is plain
   * ASCII; see {@link Locks#mutex}. Makes no call to the store.
   *
   * @throws io.holdfast.kv.InvalidArgumentException when the name is empty or too long
   */
  Election election(String name);

  /**
   * An orderly end: campaigns end and none begins, leaders have {@code longest} to resign, then all
   * is closed.
   *
   * @return whether every leader resigned in time
   */
  CompletableFuture<Boolean> drainAsync(Duration longest);

  /** See {@link #drainAsync}. */
  default boolean drain(Duration longest) throws InterruptedException {
    return Waiting.on(drainAsync(longest));
  }

  /** Ends every campaign and term, and the observations. Idempotent; bounded in time. */
  @Override
  void close();
}
