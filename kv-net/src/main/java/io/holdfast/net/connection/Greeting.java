package io.holdfast.net.connection;

import io.holdfast.net.protocol.ServerFrame;

/** What clients are told about the server. Thread-safe. */
public interface Greeting {
  /** The {@code INFO} for one client. */
  ServerFrame.Info frame(Hello hello);
}
