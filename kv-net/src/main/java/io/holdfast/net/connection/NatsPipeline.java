package io.holdfast.net.connection;

import io.holdfast.net.protocol.FrameDecoder;
import io.holdfast.net.protocol.FrameEncoder;
import io.holdfast.net.protocol.FrameLimits;
import io.holdfast.net.protocol.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builds the pipeline of each accepted client: decoder, encoder, session; and greets it with {@code
 * INFO}. Thread-safe: called by every event loop; what it counts is atomic.
 */
public final class NatsPipeline extends ChannelInitializer<Channel> {
  /**
   * Backlog of one client, in bytes, above which consumers wait for it and nothing more is read
   * from it.
   */
  static final int HIGH_WATER_BYTES = 512 * 1024;

  private static final String SESSION = "session";
  private static final int LOW_WATER_BYTES = 128 * 1024;
  private static final int MAX_PAYLOAD_BEFORE_CONNECT = 16 * 1024;

  private final ConnectionLimits limits;
  private final Router router;
  private final Greeting greeting;
  private final ConnectionEvents events;
  private final ViolationLog violations = new ViolationLog();
  private final AtomicInteger ids = new AtomicInteger();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /** Clients within {@code limits}, whose messages go to {@code router}. */
  public NatsPipeline(
      ConnectionLimits limits, Router router, Greeting greeting, ConnectionEvents events) {
    this.limits = limits;
    this.router = router;
    this.greeting = greeting;
    this.events = events;
  }

  /** How many clients are connected now. */
  public int connections() {
    return connections.size();
  }

  /**
   * Tells every client to go elsewhere ({@code INFO} with {@code ldm}) and closes its connection.
   * Waits until all are told, but not longer than {@code atMost}.
   */
  public void dismissAll(Duration atMost) {
    var farewells = new ArrayList<Future<?>>();
    for (Connection connection : connections) {
      farewells.add(connection.loop().submit(() -> dismiss(connection)));
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    for (Future<?> farewell : farewells) {
      farewell.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void dismiss(Connection connection) {
    if (connection.options().protocol() >= 1) {
      connection.write(greeting.frame(connection.id(), "", true));
    }
    connection.closeAfterFlush();
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
    int id = ids.incrementAndGet() & Integer.MAX_VALUE;
    var connection = new Connection(id, channel, limits.maxPendingBytes(), events::slowClient);
    connections.add(connection);
    var frames =
        new FrameLimits(limits.maxControlLine(), limits.maxPayload(), MAX_PAYLOAD_BEFORE_CONNECT);
    channel.pipeline().addLast("frames-in", new FrameDecoder(frames));
    channel.pipeline().addLast("frames-out", new FrameEncoder());
    channel
        .pipeline()
        .addLast(
            SESSION,
            new SessionHandler(
                connection,
                new Session(connection, router, limits.maxSubscriptions()),
                new Liveness(connection, limits.pingInterval()),
                violations,
                () -> connections.remove(connection)));
    events.accepted(channel.pipeline(), SESSION);
    ServerFrame.Info hello = greeting.frame(id, address(channel), false);
    // The channel becomes active after this method: what is written now would be written too early.
    connection.loop().execute(() -> greet(connection, hello));
  }

  private void greet(Connection connection, ServerFrame.Info hello) {
    connection.write(hello);
    if (connections.size() > limits.maxConnections()) {
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
