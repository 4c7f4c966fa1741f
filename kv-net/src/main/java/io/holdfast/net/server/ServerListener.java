package io.holdfast.net.server;

import io.holdfast.net.connection.ConnectionEvents;
import java.util.function.IntSupplier;

/** Hears what a server does, for meters. Thread-safe; called on event loops: it must be quick. */
interface ServerListener extends ConnectionEvents {
  /** Hears nothing, and costs nothing. */
  ServerListener NONE = new ServerListener() {};

  /** What a server has at a moment. */
  record Counts(IntSupplier connections, IntSupplier subscriptions, IntSupplier consumers) {}

  /** The server serves from now on. */
  default void opened(Counts counts) {}

  /** The server is closed. */
  default void closed() {}
}
