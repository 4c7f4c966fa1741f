package io.holdfast.raft.link;

import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.holdfast.kv.time.Mailbox;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that a peer has made: nothing is carried out before it has said that it belongs to
 * this cluster and means this node. Confined to its event loop; requests run in a mailbox of the
 * connection's own, in the order they came, off the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard
final class InboundPeer extends SimpleChannelInboundHandler<LinkFrame> {
  private static final Logger logger = LoggerFactory.getLogger(InboundPeer.class);

  private final LinkOptions options;
  private final Supplier<@Nullable PeerRequests> requests;
  private final Executor threads;
  private final Mailbox inOrder;
  private @Nullable Endpoint from;

  InboundPeer(LinkOptions options, Supplier<@Nullable PeerRequests> requests, Executor threads) {
    this.options = options;
    this.requests = requests;
    this.threads = threads;
    this.inOrder = new Mailbox(threads);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    // Whoever says nothing is not kept.
    ctx.executor()
        .schedule(
            () -> {
              if (from == null) {
                ctx.close();
              }
            },
            options.connectTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, LinkFrame frame) {
    if (from == null) {
      greet(ctx, frame);
    } else if (frame instanceof LinkFrame.Request request) {
      handle(ctx.channel(), request);
    } else if (frame instanceof LinkFrame.Ping) {
      ctx.writeAndFlush(new LinkFrame.Pong());
    } else {
      throw new MalformedFrameException("a " + frame.getClass().getSimpleName() + " is no request");
    }
  }

  private void greet(ChannelHandlerContext ctx, LinkFrame frame) {
    if (!(frame instanceof LinkFrame.Hello hello)) {
      throw new MalformedFrameException(
          "a " + frame.getClass().getSimpleName() + " came before the greeting");
    }
    String wrong = wrongWith(hello);
    if (wrong == null) {
      from = hello.from();
      ctx.writeAndFlush(new LinkFrame.Welcome());
    } else {
      logger.warn("{} at {} is refused: {}", hello.from(), ctx.channel().remoteAddress(), wrong);
      ctx.writeAndFlush(new LinkFrame.Refusal(wrong)).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private @Nullable String wrongWith(LinkFrame.Hello hello) {
    if (hello.version() != FrameForm.VERSION) {
      return "it speaks version %d of the link, this node version %d: upgrade the older one"
          .formatted(hello.version(), FrameForm.VERSION);
    }
    if (!hello.cluster().equals(options.cluster())) {
      return "it belongs to cluster '%s', this node to '%s': check the addresses of both"
          .formatted(hello.cluster(), options.cluster());
    }
    if (!hello.to().equals(options.self())) {
      return "it looks for %s, and this is %s: check the address of %s"
          .formatted(hello.to(), options.self(), hello.to());
    }
    return hello.from().equals(options.self())
        ? "it calls itself %s, as this node does: give each node its own number"
            .formatted(hello.from())
        : null;
  }

  private void handle(Channel channel, LinkFrame.Request request) {
    PeerRequests handler = requests.get();
    if (handler == null) {
      channel.writeAndFlush(
          new LinkFrame.Failure(request.id(), "this node has not started yet, or closes"));
      return;
    }
    Executor chosen = handler.takesLong(request.content()) ? threads : inOrder;
    chosen.execute(() -> carryOut(channel, handler, request));
  }

  private static void carryOut(Channel channel, PeerRequests handler, LinkFrame.Request request) {
    try {
      handler.handle(request.content(), answer -> respond(channel, request.id(), answer));
    } catch (RuntimeException | Error e) {
      logger.error("A request of a peer failed: {}", request.content().getClass(), e);
      channel.writeAndFlush(new LinkFrame.Failure(request.id(), "it failed there: " + e));
    }
  }

  private static void respond(Channel channel, long id, Message answer) {
    channel.writeAndFlush(new LinkFrame.Response(id, answer));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    logger.warn(
        "The connection of {} at {} is closed: {}",
        from == null ? "a stranger" : from,
        ctx.channel().remoteAddress(),
        cause + "");
    ctx.close();
  }
}
