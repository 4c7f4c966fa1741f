package io.holdfast.net.server;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * The {@link ServerInfo} of a server whose port is known only once it listens. Thread-safe: one
 * volatile reference, replaced once.
 */
final class Listening implements Supplier<ServerInfo> {
  private final String serverId;
  private final ServerOptions options;
  private volatile ServerInfo info;

  Listening(String serverId, ServerOptions options) {
    this.serverId = serverId;
    this.options = options;
    this.info = new ServerInfo(serverId, options.host(), options.port(), options);
  }

  /** It listens at {@code address}. */
  ServerInfo at(InetSocketAddress address) {
    info = new ServerInfo(serverId, options.host(), address.getPort(), options);
    return info;
  }

  @Override
  public ServerInfo get() {
    return info;
  }
}
