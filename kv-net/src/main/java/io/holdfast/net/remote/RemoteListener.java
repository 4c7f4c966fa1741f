package io.holdfast.net.remote;

import org.jspecify.annotations.Nullable;

/**
 * Hears of a store's calls over the network and its watches, for meters. Thread-safe; called on the
 * way of every call, so a method must be quick and must not throw.
 */
interface RemoteListener {
  /** Hears nothing, and costs nothing. */
  RemoteListener NONE = new RemoteListener() {};

  /** The store can be used from now on; its parts may be asked until it is closed. */
  default void opened(Link link, Requester requester, Watches watches) {}

  /**
   * A call has its outcome.
   *
   * @param nanos from the call to the outcome
   * @param attempts how often it was sent; 0 when never
   * @param failure null when there is a reply
   */
  default void ended(Call call, long nanos, int attempts, @Nullable Throwable failure) {}

  /** The connection was lost and is there again. */
  default void reconnected() {}

  /** A watch begins anew on the server, after what it had delivered. */
  default void resumed() {}

  /** A watch fell behind what is kept, and lists again. */
  default void resynced() {}

  /** The store is closed. */
  default void closed() {}
}
