package io.holdfast.net.http;

import io.holdfast.net.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages over HTTP: only {@code GET} and {@code HEAD}, one request per connection, everything
 * bounded, nothing that changes anything (guarantee G44). Thread-safe. One thread of its own, so
 * that a large page holds up no client.
 */
public final class HttpEndpoint implements AutoCloseable {
  /** Most connections at a time; another one is told so and closed. */
  public static final int MAX_CONNECTIONS = 64;

  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final long CLOSE_SECONDS = 2;

  private final EventLoopGroup loop;
  private final Channel listener;

  private HttpEndpoint(EventLoopGroup loop, Channel listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /**
   * Starts to serve {@code pages} by their paths.
   *
   * @param host whether it may be other than loopback is for the caller to check
   * @param port 0: any free one
   * @param lifetime after which a connection is closed, however far it is
   * @throws io.holdfast.kv.UnavailableException when the address cannot be listened on, such as a
   *     port in use
   */
  public static HttpEndpoint start(
      InetAddress host, int port, Duration lifetime, Map<String, Page> pages) {
    ListenAddress address = listenAddress(host, port);
    var loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("holdfast-http", true), NioIoHandler.newFactory());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(new Pipeline(new TreeMap<>(pages), lifetime))
            .bind(address.socket())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(loop);
      throw address.refusal(bound.cause());
    }
    var endpoint = new HttpEndpoint(loop, bound.channel());
    InetSocketAddress at = endpoint.address();
    String text = at.getAddress().getHostAddress();
    log.info(
        "Serving {} on http://{}:{}",
        String.join(", ", new TreeMap<>(pages).keySet()),
        text.indexOf(':') >= 0 ? "[" + text + "]" : text,
        at.getPort());
    return endpoint;
  }

  /** What {@link #start} with this host and port is going to listen on. */
  public static ListenAddress listenAddress(InetAddress host, int port) {
    return new ListenAddress(" for HTTP", host.getHostAddress(), new InetSocketAddress(host, port));
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops; connections are closed. Idempotent; takes at most a few seconds. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    shutDown(loop);
  }

  private static void shutDown(EventLoopGroup loop) {
    loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Thread-safe: what it counts is atomic. */
  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final Map<String, Page> pages;
    private final long lifetimeMillis;
    private final AtomicInteger connections = new AtomicInteger();

    Pipeline(Map<String, Page> pages, Duration lifetime) {
      this.pages = pages;
      this.lifetimeMillis = lifetime.toMillis();
    }

    @Override
    protected void initChannel(Channel channel) {
      boolean tooMany = connections.incrementAndGet() > MAX_CONNECTIONS;
      channel.closeFuture().addListener(closed -> connections.decrementAndGet());
      channel
          .pipeline()
          .addLast(new HeadDecoder())
          .addLast(new PageHandler(pages, lifetimeMillis, tooMany));
    }
  }
}
