package io.holdfast.raft.link;

import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.holdfast.kv.UnavailableException;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The link between nodes over TCP: one connection in each direction of a pair, made by whoever has
 * something to ask, answered on the same one.
 *
 * <p>Thread-safe: peers are found in a concurrent map, each confined to an event loop; what is set
 * later, by {@link #serve} and {@link #onConnected}, is volatile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard
public final class NettyLink implements PeerLink {
  /** Two are enough for four peers, and leave the cores to the work itself. */
  private static final int LOOPS = 2;

  /** Above what the engine keeps under way to one peer in small entries; see {@link PeerLink}. */
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(8 << 20, 32 << 20);

  private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(5);

  private final LinkOptions options;
  private final EventLoopGroup loops;
  private final ExecutorService threads;
  private final ChannelGroup inbound;
  private final Bootstrap outbound;
  private final Map<Endpoint, OutboundPeer> peers = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Channel listening;

  private volatile @Nullable PeerRequests requests;
  private volatile Consumer<Endpoint> onConnected = peer -> {};

  private NettyLink(LinkOptions options) {
    boolean epoll = Epoll.isAvailable();
    String name = "holdfast-peers-" + options.self().getIp();
    this.options = options;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS,
            new DefaultThreadFactory(name, true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.threads = Executors.newCachedThreadPool(new DefaultThreadFactory(name + "-work", true));
    this.inbound = new DefaultChannelGroup(loops.next());
    this.outbound =
        new Bootstrap()
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT);
    this.listening = listen(epoll);
  }

  /**
   * Listens for peers. Nothing of theirs is carried out before {@link #serve}.
   *
   * @throws UnavailableException when the address cannot be listened at
   */
  public static NettyLink open(LinkOptions options) {
    return new NettyLink(options);
  }

  private Channel listen(boolean epoll) {
    var listener =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    inbound.add(made);
                    FrameCodec.addTo(made.pipeline(), options.mostFrameBytes());
                    made.pipeline().addLast(new InboundPeer(options, () -> requests, threads));
                  }
                });
    var bound = listener.bind(options.listen()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown();
      throw new UnavailableException(
          "cannot listen for peers at "
              + options.listen()
              + ": "
              + bound.cause().getMessage()
              + "; end what has the port, or choose another one",
          bound.cause());
    }
    return bound.channel();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public void serve(PeerRequests handler) {
    requests = handler;
  }

  @Override
  public void onConnected(Consumer<Endpoint> told) {
    onConnected = told;
  }

  @Override
  public boolean isConnected(Endpoint peer) {
    OutboundPeer way = way(peer);
    return way != null && way.isConnected();
  }

  @Override
  public void send(Endpoint peer, Message request, InvokeCallback callback, Duration timeout)
      throws RemotingException {
    OutboundPeer way = way(peer);
    if (way == null) {
      throw new RemotingException("this node closes its connections");
    }
    way.send(request, callback, timeout);
  }

  private @Nullable OutboundPeer way(Endpoint peer) {
    OutboundPeer way = peers.get(peer);
    if (way == null && !closed.get()) {
      way =
          peers.computeIfAbsent(
              peer,
              named ->
                  new OutboundPeer(
                      named, options, loops.next(), outbound, threads, each -> tell(each)));
    }
    return way;
  }

  private void tell(Endpoint peer) {
    if (!closed.get()) {
      onConnected.accept(peer);
    }
  }

  @Override
  public void disconnect(Endpoint peer) {
    OutboundPeer way = peers.get(peer);
    if (way != null) {
      way.disconnect();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      requests = null;
      listening.close();
      inbound.close();
      peers.values().forEach(OutboundPeer::close);
      shutDown();
    }
  }

  private void shutDown() {
    loops
        .shutdownGracefully(0, LONGEST_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
        .addListener(ended -> threads.shutdown());
  }
}
