package io.holdfast.net.server;

import io.holdfast.net.protocol.FrameDecoder;
import io.holdfast.net.protocol.FrameEncoder;
import io.holdfast.net.protocol.FrameLimits;
import io.holdfast.net.protocol.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Builds the pipeline of each accepted client: decoder, encoder, session; and greets it with {@code
 * INFO}. Thread-safe: called by every event loop; what it counts is atomic.
 */
final class NatsPipeline extends ChannelInitializer<Channel> {
  /**
   * Backlog of one client, in bytes, above which consumers wait for it and nothing more is read
   * from it.
   */
  static final int HIGH_WATER_BYTES = 512 * 1024;

  private static final String SESSION = "session";
  private static final int LOW_WATER_BYTES = 128 * 1024;
  private static final int MAX_PAYLOAD_BEFORE_CONNECT = 16 * 1024;

  private final ServerOptions options;
  private final Router router;
  private final Supplier<ServerInfo> info;
  private final ServerListener events;
  private final ViolationLog violations = new ViolationLog();
  private final AtomicInteger ids = new AtomicInteger();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  NatsPipeline(
      ServerOptions options, Router router, Supplier<ServerInfo> info, ServerListener events) {
    this.options = options;
    this.router = router;
    this.info = info;
    this.events = events;
  }

  /** The clients connected now. */
  Set<Connection> connections() {
    return connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
    int id = ids.incrementAndGet() & Integer.MAX_VALUE;
    var connection = new Connection(id, channel, options.maxPendingBytes(), events::slowClient);
    connections.add(connection);
    var limits =
        new FrameLimits(options.maxControlLine(), options.maxPayload(), MAX_PAYLOAD_BEFORE_CONNECT);
    channel.pipeline().addLast("frames-in", new FrameDecoder(limits));
    channel.pipeline().addLast("frames-out", new FrameEncoder());
    channel
        .pipeline()
        .addLast(
            SESSION,
            new SessionHandler(
                connection,
                new Session(connection, router, options.maxSubscriptions()),
                new Liveness(connection, options.pingInterval()),
                violations,
                () -> connections.remove(connection)));
    events.accepted(channel.pipeline(), SESSION);
    ServerFrame.Info greeting = info.get().frame(id, address(channel), false);
    // The channel becomes active after this method: what is written now would be written too early.
    connection.loop().execute(() -> greet(connection, greeting));
  }

  private void greet(Connection connection, ServerFrame.Info greeting) {
    connection.write(greeting);
    if (connections.size() > options.maxConnections()) {
      connection.fail("maximum connections exceeded");
    }
    connection.flush();
  }

  private static String address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : String.valueOf(channel.remoteAddress());
  }
}
