package io.holdfast.net.server;

import io.holdfast.net.connection.Greeting;
import io.holdfast.net.connection.Hello;
import io.holdfast.net.protocol.ServerFrame;
import java.net.InetSocketAddress;

/**
 * The {@link ServerInfo} of a server whose port is known only once it listens. Thread-safe: one
 * volatile reference, replaced once.
 */
final class Listening implements Greeting {
  private final String serverId;
  private final ServerOptions options;
  private volatile ServerInfo info;

  Listening(String serverId, ServerOptions options) {
    this.serverId = serverId;
    this.options = options;
    this.info = new ServerInfo(serverId, options.host(), options.port(), options);
  }

  /** It listens at {@code address}. */
  void at(InetSocketAddress address) {
    info = new ServerInfo(serverId, options.host(), address.getPort(), options);
  }

  @Override
  public ServerFrame.Info frame(Hello hello) {
    return info.frame(hello);
  }
}
