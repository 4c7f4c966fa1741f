package io.holdfast.net.server;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.ListenAddress;
import io.holdfast.net.connection.NatsPipeline;
import io.holdfast.net.connection.RequestService;
import io.holdfast.net.connection.Router;
import io.holdfast.net.jetstream.JetStream;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a store to NATS clients: the client protocol, the JetStream API that key/value buckets
 * need, and plain publishing, subscribing and requests between the clients of this node.
 * Thread-safe.
 *
 * <p>It does not own the store: close the server first, then the store.
 */
public final class NatsServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NatsServer.class);
  private static final long CLOSE_SECONDS = 2;
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Channel listener;
  private final NatsPipeline pipeline;
  private final JetStream jetStream;
  private final ServerListener events;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NatsServer(
      EventLoopGroup loops,
      Channel listener,
      NatsPipeline pipeline,
      JetStream jetStream,
      ServerListener events) {
    this.loops = loops;
    this.listener = listener;
    this.pipeline = pipeline;
    this.jetStream = jetStream;
    this.events = events;
  }

  /**
   * Starts a server.
   *
   * @param store what it serves; it must outlive the server
   * @param extensions further services inside the server, asked in this order before the JetStream
   *     API
   * @throws InvalidArgumentException when the host is unknown, or beyond loopback without {@link
   *     ServerOptions#insecure} (guarantee G41)
   * @throws io.holdfast.kv.UnavailableException when the address cannot be listened on, such as a
   *     port in use
   */
  public static NatsServer start(
      ServerOptions options, LocalStore store, RequestService... extensions) {
    ListenAddress listen = listenAddress(options);
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            options.ioThreads(),
            new DefaultThreadFactory("holdfast-net", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var router = new Router();
    for (RequestService extension : extensions) {
      router.register(extension);
    }
    var jetStream = JetStream.start(store, router, loops, options.maxReplicas());
    jetStream.services().forEach(router::register);
    ServerListener events =
        options.meters() == null ? ServerListener.NONE : new ServerMeters(options.meters());
    var listening = new Listening(serverId(), options);
    var pipeline = new NatsPipeline(options.connectionLimits(), router, listening, events);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(pipeline)
            .bind(listen.socket())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      jetStream.close();
      shutDown(loops);
      throw listen.refusal(bound.cause());
    }
    var address = (InetSocketAddress) bound.channel().localAddress();
    log.info("Serving NATS clients on {}:{}", options.host(), address.getPort());
    events.opened(
        new ServerListener.Counts(
            pipeline::connections, router::subscriptions, jetStream::consumers));
    listening.at(address);
    return new NatsServer(loops, bound.channel(), pipeline, jetStream, events);
  }

  /**
   * What {@link #start} with these options is going to listen on.
   *
   * @throws InvalidArgumentException when the host is unknown, or beyond loopback without {@link
   *     ServerOptions#insecure} (guarantee G41)
   */
  public static ListenAddress listenAddress(ServerOptions options) {
    return new ListenAddress(
        "", options.host(), new InetSocketAddress(resolve(options), options.port()));
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** How many clients are connected now. */
  public int connections() {
    return pipeline.connections();
  }

  /**
   * Stops: no new clients, a farewell ({@code INFO} with {@code ldm}) to those connected, then
   * every connection is closed. Idempotent; takes at most a few seconds.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    int clients = pipeline.connections();
    log.info("No new clients from here on; {} are told to go elsewhere", clients);
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    jetStream.close();
    // A loop that shuts down closes its channels first, so the farewells must be out before.
    pipeline.dismissAll(Duration.ofSeconds(CLOSE_SECONDS));
    shutDown(loops);
    events.closed();
  }

  private static void shutDown(EventLoopGroup loops) {
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private static InetAddress resolve(ServerOptions options) {
    InetAddress host;
    try {
      host = InetAddress.getByName(options.host());
    } catch (UnknownHostException e) {
      throw new InvalidArgumentException(
          "host '" + options.host() + "' is unknown; use a name or address of this machine", e);
    }
    if (!host.isLoopbackAddress() && !options.insecure()) {
      throw new InvalidArgumentException(
          "host '"
              + options.host()
              + "' can be reached from other machines, and nothing authenticates or encrypts their connections;"
              + " listen on 127.0.0.1, or allow it with --insecure (in a program: insecure) if the network is trusted");
    }
    return host;
  }

  private static String serverId() {
    var random = new byte[28];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().withUpperCase().formatHex(random);
  }
}
