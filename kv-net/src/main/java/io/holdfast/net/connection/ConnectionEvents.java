package io.holdfast.net.connection;

import io.netty.channel.ChannelPipeline;

/** Hears what becomes of connections. Thread-safe; called on event loops: it must be quick. */
public interface ConnectionEvents {
  /** A client's pipeline is built, up to its handler {@code session}. */
  default void accepted(ChannelPipeline pipeline, String session) {}

  /** A client was disconnected because it reads too slowly. */
  default void slowClient() {}
}
