package io.holdfast.net.server;

import io.netty.channel.ChannelPipeline;
import java.util.function.IntSupplier;

/** Hears what a server does, for meters. Thread-safe; called on event loops: it must be quick. */
interface ServerListener {
  /** Hears nothing, and costs nothing. */
  ServerListener NONE = new ServerListener() {};

  /** What a server has at a moment. */
  record Counts(IntSupplier connections, IntSupplier subscriptions, IntSupplier consumers) {}

  /** The server serves from now on. */
  default void opened(Counts counts) {}

  /** A client's pipeline is built, up to its handler {@code session}. */
  default void accepted(ChannelPipeline pipeline, String session) {}

  /** A client was disconnected because it reads too slowly. */
  default void slowClient() {}

  /** The server is closed. */
  default void closed() {}
}
