package io.holdfast.raft.link;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer: a connection that is made again whenever it is gone, and the requests that
 * wait for their answers on it.
 *
 * <p>Threads: any may ask and send. Everything else is confined to one event loop, which shows the
 * others by {@link #ready} whether there is a connection that the peer has welcomed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard
final class OutboundPeer {
  private static final Logger logger = LoggerFactory.getLogger(OutboundPeer.class);

  private static final Duration TICK = Duration.ofMillis(50);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  /** A request under way. */
  private record Call(InvokeCallback callback, Executor executor, long deadline) {}

  private final Endpoint peer;
  private final LinkOptions options;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Executor callbacks;
  private final Consumer<Endpoint> onReady;
  private final Map<Long, Call> calls = new HashMap<>();

  private volatile @Nullable Channel ready;

  private @Nullable Channel channel;
  private boolean connecting;
  private boolean closed;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long nextId;
  private long heard;
  private String lastTrouble = "";

  OutboundPeer(
      Endpoint peer,
      LinkOptions options,
      EventLoop loop,
      Bootstrap template,
      Executor callbacks,
      Consumer<Endpoint> onReady) {
    this.peer = peer;
    this.options = options;
    this.loop = loop;
    this.callbacks = callbacks;
    this.onReady = onReady;
    this.bootstrap =
        template
            .clone(loop)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    FrameCodec.addTo(made.pipeline(), options.mostFrameBytes());
                    made.pipeline().addLast(new Answers());
                  }
                });
  }

  /** Whether it can be sent to; begins to connect where it cannot. */
  boolean isConnected() {
    if (ready != null) {
      return true;
    }
    loop.execute(this::connect);
    return false;
  }

  void send(Message request, InvokeCallback callback, Duration timeout) throws RemotingException {
    Channel now = ready;
    if (now == null) {
      loop.execute(this::connect);
      throw new RemotingException("no connection to " + peer + " at this moment");
    }
    if (!now.isWritable()) {
      throw new RemotingException("the connection to " + peer + " takes no more at this moment");
    }
    Executor chosen = callback.executor() == null ? callbacks : callback.executor();
    long deadline = System.nanoTime() + timeout.toNanos();
    loop.execute(() -> begin(now, request, new Call(callback, chosen, deadline)));
  }

  /** Gives the connection up; the next request makes another. */
  void disconnect() {
    loop.execute(this::drop);
  }

  void close() {
    loop.execute(
        () -> {
          closed = true;
          drop();
        });
  }

  private void drop() {
    if (channel != null) {
      channel.close();
    }
  }

  private void begin(Channel on, Message request, Call call) {
    if (on != channel || !on.isActive()) {
      fail(call, new RemotingException("the connection to " + peer + " was lost"));
      return;
    }
    long id = ++nextId;
    calls.put(id, call);
    on.writeAndFlush(new LinkFrame.Request(id, request))
        .addListener(
            (ChannelFuture sent) -> {
              if (!sent.isSuccess()) {
                end(id, null, new RemotingException("to " + peer + ": " + sent.cause()));
              }
            });
  }

  private void end(long id, @Nullable Message answer, @Nullable Throwable error) {
    Call call = calls.remove(id);
    if (call != null) {
      call.executor().execute(() -> call.callback().complete(answer, error));
    }
  }

  private static void fail(Call call, Throwable error) {
    call.executor().execute(() -> call.callback().complete(null, error));
  }

  private void connect() {
    if (closed || connecting || channel != null) {
      return;
    }
    connecting = true;
    InetSocketAddress address = options.addresses().apply(peer);
    if (address == null) {
      again("where " + peer + " is to be found is not known");
      return;
    }
    bootstrap
        .connect(address)
        .addListener(
            (ChannelFuture made) -> {
              if (made.isSuccess()) {
                opened(made.channel());
              } else {
                again(String.valueOf(made.cause().getMessage()));
              }
            });
  }

  private void opened(Channel made) {
    connecting = false;
    channel = made;
    heard = System.nanoTime();
    made.closeFuture().addListener(gone -> lost(made));
    made.writeAndFlush(
        new LinkFrame.Hello(FrameForm.VERSION, options.cluster(), options.self(), peer));
    tick(made);
  }

  /** Once more after a pause, for as long as nobody has said that it is enough. */
  private void again(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      logger.info("No connection from {} to {}: {}; trying on", options.self(), peer, trouble);
    }
    if (closed) {
      connecting = false;
      return;
    }
    loop.schedule(
        () -> {
          connecting = false;
          connect();
        },
        pauseMillis,
        TimeUnit.MILLISECONDS);
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
  }

  private void welcomed() {
    pauseMillis = FIRST_PAUSE_MILLIS;
    lastTrouble = "";
    ready = channel;
    logger.info("Connected from {} to {}", options.self(), peer);
    callbacks.execute(() -> onReady.accept(peer));
  }

  private void lost(Channel made) {
    if (channel != made) {
      return;
    }
    boolean was = ready != null;
    ready = null;
    channel = null;
    var waiting = new ArrayList<>(calls.values());
    calls.clear();
    waiting.forEach(
        call -> fail(call, new RemotingException("the connection to " + peer + " was lost")));
    if (was) {
      logger.info("The connection from {} to {} is gone", options.self(), peer);
    }
    if (!closed) {
      connecting = true;
      again(lastTrouble.isEmpty() ? "the connection was closed" : lastTrouble);
    }
  }

  /** Ends what is too late, and a connection that has stalled. */
  private void tick(Channel on) {
    if (on != channel) {
      return;
    }
    long now = System.nanoTime();
    List<Long> late = new ArrayList<>();
    calls.forEach(
        (id, call) -> {
          if (now - call.deadline() >= 0) {
            late.add(id);
          }
        });
    late.forEach(
        id -> end(id, null, new InvokeTimeoutException("no answer from " + peer + " in time")));
    long silent = now - heard;
    if (silent > options.stalledAfter().toNanos()) {
      logger.warn("{} has been silent for {} ms: connecting anew", peer, silent / 1_000_000);
      on.close();
      return;
    }
    if (silent > options.stalledAfter().toNanos() / 2) {
      on.writeAndFlush(new LinkFrame.Ping());
    }
    loop.schedule(() -> tick(on), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the peer sends on a connection that this node has made. */
  private final class Answers extends SimpleChannelInboundHandler<LinkFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, LinkFrame frame) {
      heard = System.nanoTime();
      if (frame instanceof LinkFrame.Response response) {
        end(response.id(), response.content(), null);
      } else if (frame instanceof LinkFrame.Failure failure) {
        end(failure.id(), null, new RemotingException(peer + ": " + failure.reason()));
      } else if (frame instanceof LinkFrame.Welcome) {
        welcomed();
      } else if (frame instanceof LinkFrame.Refusal refusal) {
        refusedBy(ctx, refusal);
      } else if (!(frame instanceof LinkFrame.Pong)) {
        throw new MalformedFrameException(
            "a " + frame.getClass().getSimpleName() + " is no answer");
      }
    }

    private void refusedBy(ChannelHandlerContext ctx, LinkFrame.Refusal refusal) {
      if (!refusal.reason().equals(lastTrouble)) {
        logger.error("{} refuses {}: {}", peer, options.self(), refusal.reason());
        lastTrouble = refusal.reason();
      }
      ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      logger.warn("The connection from {} to {} is closed: {}", options.self(), peer, cause + "");
      ctx.close();
    }
  }
}
