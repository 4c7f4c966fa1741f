package io.holdfast.kv.store;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.StoreView;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * Hears of a store's requests, for meters. Thread-safe; called on the way of every request, so a
 * method must be quick and must not throw.
 */
interface StoreListener {
  /** Hears nothing, and costs nothing. */
  StoreListener NONE = new StoreListener() {};

  /** The moment at which a request begins, to be handed back with its answer. */
  default long begin() {
    return 0;
  }

  /** {@code answer} is what a write that began at {@code began} will come to. */
  default void wrote(Command command, long began, CompletableFuture<?> answer) {}

  /** {@code answer} is what a read that began at {@code began} will come to. */
  default void read(RequestKind kind, long began, CompletableFuture<?> answer) {}

  /**
   * A read that began at {@code began} has looked and is over, without a future.
   *
   * @param answered false: refused, there is no such bucket
   */
  default void looked(RequestKind kind, long began, boolean answered) {}

  /** The store serves from now on; {@code watches} are its running ones, at any moment. */
  default void opened(StoreView view, Collection<WatchPump> watches) {}

  /** A watch fell behind what is kept, and lists again. */
  default void resynced() {}

  /** The store is closed. */
  default void closed() {}
}
