package io.holdfast.net.server;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.ListenAddress;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.access.Gate;
import io.holdfast.net.connection.Clients;
import io.holdfast.net.connection.NatsPipeline;
import io.holdfast.net.connection.RequestService;
import io.holdfast.net.connection.Router;
import io.holdfast.net.jetstream.JetStream;
import io.holdfast.net.tls.TlsOptions;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
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
  private static final long DRAIN_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int BACKLOG = 1024;

  private final ServerOptions options;
  private final EventLoopGroup loops;
  private final Channel listener;
  private final Clients clients;
  private final Gate gate;
  private final LiveTls tls;
  private final JetStream jetStream;
  private final ServerListener events;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NatsServer(
      ServerOptions options,
      EventLoopGroup loops,
      Channel listener,
      Clients clients,
      Gate gate,
      LiveTls tls,
      JetStream jetStream,
      ServerListener events) {
    this.options = options;
    this.loops = loops;
    this.listener = listener;
    this.clients = clients;
    this.gate = gate;
    this.tls = tls;
    this.jetStream = jetStream;
    this.events = events;
  }

  /**
   * Starts a server.
   *
   * @param store what it serves; it must outlive the server
   * @param extensions further services inside the server, asked in this order before the JetStream
   *     API
   * @throws InvalidArgumentException when the host is unknown, or beyond loopback without users,
   *     TLS and {@link ServerOptions#insecure} (guarantee G41), or a TLS file cannot be used
   * @throws io.holdfast.kv.UnavailableException when the address cannot be listened on, such as a
   *     port in use
   */
  public static NatsServer start(
      ServerOptions options, LocalStore store, RequestService... extensions) {
    ListenAddress listen = listenAddress(options);
    var tls = new LiveTls(options.tls());
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
    var jetStream =
        JetStream.start(store, router, loops, options.maxReplicas(), options.consumers());
    jetStream.services().forEach(router::register);
    ServerListener events =
        options.meters() == null ? ServerListener.NONE : new ServerMeters(options.meters());
    var listening = new Listening(serverId(), options);
    var clients = new Clients(listening);
    var gate = new Gate(options.access());
    var pipeline =
        new NatsPipeline(options.connectionLimits(), router, clients, events, gate, tls::current);
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
      gate.close();
      jetStream.close();
      shutDown(loops);
      throw listen.refusal(bound.cause());
    }
    var address = (InetSocketAddress) bound.channel().localAddress();
    log.info("Serving NATS clients on {}:{}", options.host(), address.getPort());
    events.opened(
        new ServerListener.Counts(clients::count, router::subscriptions, jetStream::consumers));
    listening.at(address);
    return new NatsServer(options, loops, bound.channel(), clients, gate, tls, jetStream, events);
  }

  /**
   * What {@link #start} with these options is going to listen on.
   *
   * @throws InvalidArgumentException when the host is unknown, or beyond loopback without users,
   *     TLS and {@link ServerOptions#insecure} (guarantee G41), or a TLS file cannot be used
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
    return clients.count();
  }

  /**
   * Uses other rules and certificates from now on; connections of those whom the rules would not
   * let in any more, or with other permissions, are closed. Blocks while files are read.
   *
   * @param encryption as before, null when there was none; its files are read again. Whether there
   *     is TLS, and when it begins, stays as it was at the start
   * @throws InvalidArgumentException when a file cannot be used, or a host beyond loopback would be
   *     without users (guarantee G41); then everything stays as it was
   */
  public synchronized void reload(AccessRules access, @Nullable TlsOptions encryption) {
    requireSecure(address().getAddress(), options, access, encryption);
    tls.reload(encryption);
    gate.rules(access);
    clients.recheck(gate);
  }

  /** Tells clients, now and later, where else the same is served, {@code host:port}. */
  public void advertise(List<String> addresses) {
    clients.alternatives(addresses);
  }

  /**
   * Lets clients go without a rush: no new ones, those connected are told ({@code INFO} with {@code
   * ldm}), have {@code grace} to go by themselves, and are then sent away one after another over
   * {@code spread}. Blocks until then; {@link #close} is still to be called.
   */
  public void drain(Duration grace, Duration spread) throws InterruptedException {
    log.info(
        "No new clients from here on; {} have {} ms to go elsewhere, then they are sent away over"
            + " {} ms",
        clients.count(),
        grace.toMillis(),
        spread.toMillis());
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    clients.warnAll();
    long end = System.nanoTime() + grace.toNanos();
    while (clients.count() > 0 && System.nanoTime() < end) {
      long left = Math.max(0, end - System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(Math.min(left, DRAIN_LOOK_NANOS));
    }
    clients.dismissGradually(spread);
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
    log.info("No new clients from here on; {} are told to go elsewhere", clients.count());
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    jetStream.close();
    // A loop that shuts down closes its channels first, so the farewells must be out before.
    clients.dismissAll(Duration.ofSeconds(CLOSE_SECONDS));
    shutDown(loops);
    gate.close();
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
    requireSecure(host, options, options.access(), options.tls());
    return host;
  }

  private static void requireSecure(
      InetAddress host, ServerOptions options, AccessRules access, @Nullable TlsOptions tls) {
    String missing = missing(access, tls);
    if (!host.isLoopbackAddress() && !options.insecure() && !missing.isEmpty()) {
      throw new InvalidArgumentException(
          "host '"
              + options.host()
              + "' can be reached from other machines, and nothing "
              + missing
              + " their connections; configure users and TLS, listen on 127.0.0.1, or allow it with"
              + " --insecure (in a program: insecure) if the network is trusted");
    }
  }

  private static String missing(AccessRules access, @Nullable TlsOptions tls) {
    boolean encrypted = tls != null && tls.start() != TlsOptions.Start.OFFERED;
    if (access.requireLogin()) {
      return encrypted ? "" : "encrypts";
    }
    return encrypted ? "authenticates" : "authenticates or encrypts";
  }

  private static String serverId() {
    var random = new byte[28];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().withUpperCase().formatHex(random);
  }
}
