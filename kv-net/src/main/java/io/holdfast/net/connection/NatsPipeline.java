package io.holdfast.net.connection;

import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.Gate;
import io.holdfast.net.access.Identity;
import io.holdfast.net.protocol.FrameDecoder;
import io.holdfast.net.protocol.FrameEncoder;
import io.holdfast.net.protocol.FrameLimits;
import io.holdfast.net.tls.ServerTls;
import io.holdfast.net.tls.TlsGate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline of each accepted client: TLS, decoder, encoder, admission, session, each
 * where it is needed; and has the client greeted. Thread-safe: called by every event loop; what it
 * counts is atomic.
 */
public final class NatsPipeline extends ChannelInitializer<Channel> {
  /**
   * Backlog of one client, in bytes, above which consumers wait for it and nothing more is read
   * from it.
   */
  static final int HIGH_WATER_BYTES = 512 * 1024;

  private static final String SESSION = "session";
  private static final String TLS_GATE = "tls-gate";
  private static final int LOW_WATER_BYTES = 128 * 1024;
  private static final int MAX_PAYLOAD_BEFORE_CONNECT = 16 * 1024;

  private final ConnectionLimits limits;
  private final Router router;
  private final Clients clients;
  private final ConnectionEvents events;
  private final Gate gate;
  private final Supplier<@Nullable ServerTls> tls;
  private final ViolationLog violations = new ViolationLog();
  private final AtomicInteger ids = new AtomicInteger();

  /**
   * Clients within {@code limits}, let in by {@code gate}, whose messages go to {@code router}.
   *
   * @param tls what the next client is encrypted with; null: nothing
   */
  public NatsPipeline(
      ConnectionLimits limits,
      Router router,
      Clients clients,
      ConnectionEvents events,
      Gate gate,
      Supplier<@Nullable ServerTls> tls) {
    this.limits = limits;
    this.router = router;
    this.clients = clients;
    this.events = events;
    this.gate = gate;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
    int id = ids.incrementAndGet() & Integer.MAX_VALUE;
    var connection = new Connection(id, channel, limits.maxPendingBytes(), events::slowClient);
    AccessRules rules = gate.rules();
    InetAddress from = address(channel);
    Client client =
        new Client(connection, from, rules.requireLogin(), rules.takeNkeys() ? Nonce.next() : "");
    ServerTls encryption = tls.get();
    addFrames(channel.pipeline(), client, encryption);
    clients.add(client);
    events.accepted(channel.pipeline(), SESSION);
    // The channel becomes active after this method: what is written now would be written too early.
    connection.loop().execute(() -> begin(channel.pipeline(), client));
  }

  private void addFrames(ChannelPipeline pipeline, Client client, @Nullable ServerTls encryption) {
    Connection connection = client.connection();
    Duration patience = gate.rules().timeout();
    if (encryption != null) {
      pipeline.addLast(TLS_GATE, new TlsGate(encryption, new Entrance(client)));
      patience = patience.plus(encryption.options().timeout());
    }
    var frames =
        new FrameLimits(limits.maxControlLine(), limits.maxPayload(), MAX_PAYLOAD_BEFORE_CONNECT);
    pipeline.addLast("frames-in", new FrameDecoder(frames));
    pipeline.addLast("frames-out", new FrameEncoder());
    if (client.loginRequired()) {
      pipeline.addLast(
          "admission",
          new AdmissionHandler(
              connection, gate, client.nonce(), client.from(), violations, patience));
    } else {
      connection.identity(Identity.ANYONE);
    }
    pipeline.addLast(
        SESSION,
        new SessionHandler(
            connection,
            new Session(connection, router, limits.maxSubscriptions()),
            new Liveness(connection, limits.pingInterval()),
            violations,
            limits.writeDeadline(),
            () -> clients.remove(client)));
  }

  private void begin(ChannelPipeline pipeline, Client client) {
    var tlsGate = (TlsGate) pipeline.get(TLS_GATE);
    if (clients.isTooMany(client, limits)) {
      if (tlsGate == null) {
        clients.greet(client);
      }
      client.connection().fail("maximum connections exceeded");
      client.connection().flush();
      return;
    }
    if (tlsGate == null) {
      clients.greet(client);
    } else {
      tlsGate.open(pipeline.context(tlsGate));
    }
  }

  private static InetAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** One client, as its TLS gate sees it. */
  private final class Entrance implements TlsGate.Connection {
    private final Client client;

    Entrance(Client client) {
      this.client = client;
    }

    @Override
    public void greet() {
      clients.greet(client);
    }

    @Override
    public void refuse(@Nullable String text) {
      if (text == null) {
        client.connection().close();
      } else {
        client.connection().fail(text);
      }
    }
  }
}
