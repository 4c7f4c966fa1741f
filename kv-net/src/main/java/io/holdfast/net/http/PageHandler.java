package io.holdfast.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the one request of a connection, then ends it. The whole life of a connection is bounded,
 * so neither a slow sender nor a slow reader keeps it (guarantee G35). Confined to the event loop,
 * but for pages that answer from elsewhere. Heads hold no buffers.
 */
// A write that fails closes the channel, and that is the end of it either way.
@SuppressWarnings("FutureReturnValueIgnored")
final class PageHandler extends SimpleChannelInboundHandler<RequestHead> {
  private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final long LINGER_MILLIS = 500;
  private static final Map<Integer, String> PHRASES =
      Map.of(
          200, "OK",
          400, "Bad Request",
          404, "Not Found",
          405, "Method Not Allowed",
          413, "Content Too Large",
          431, "Request Header Fields Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  private final Map<String, Page> pages;
  private final long lifetimeMillis;
  private final boolean tooMany;

  /**
   * {@code tooMany}: says so at once instead of serving.
   *
   * @param lifetimeMillis after which the connection is closed, however far it is
   */
  PageHandler(Map<String, Page> pages, long lifetimeMillis, boolean tooMany) {
    this.pages = pages;
    this.lifetimeMillis = lifetimeMillis;
    this.tooMany = tooMany;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> ctx.close(), lifetimeMillis, TimeUnit.MILLISECONDS);
    if (tooMany) {
      send(ctx, Answer.text(503, "too many connections at once: try again later"), true);
    }
    ctx.fireChannelActive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, RequestHead head) {
    if (tooMany) {
      return;
    }
    if (head instanceof RequestHead.Refused refused) {
      send(ctx, Answer.text(refused.status(), refused.reason()), true);
    } else if (head instanceof RequestHead.Wanted wanted) {
      boolean withBody = !wanted.method().equals("HEAD");
      answer(wanted)
          .whenComplete((answer, failure) -> send(ctx, settled(wanted, answer, failure), withBody));
    }
  }

  private CompletionStage<Answer> answer(RequestHead.Wanted wanted) {
    Page page = pages.get(wanted.path());
    if (!METHODS.contains(wanted.method())) {
      return CompletableFuture.completedFuture(
          Answer.text(405, "only GET and HEAD are served here"));
    }
    if (page == null) {
      return CompletableFuture.completedFuture(
          Answer.text(404, "nothing here; there are " + String.join(", ", pages.keySet())));
    }
    try {
      return page.answer();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Answer settled(
      RequestHead.Wanted wanted, @Nullable Answer answer, @Nullable Throwable failure) {
    if (answer != null) {
      return answer;
    }
    log.error("The page {} failed", wanted.path(), failure);
    return Answer.text(500, "the page failed; the server's log says why");
  }

  private static void send(ChannelHandlerContext ctx, Answer answer, boolean withBody) {
    ByteBuf out = ctx.alloc().buffer(256 + (withBody ? answer.body().length() : 0));
    out.writeCharSequence(
        "HTTP/1.1 "
            + answer.status()
            + ' '
            + PHRASES.getOrDefault(answer.status(), "Unknown")
            + "\r\nContent-Type: "
            + answer.contentType()
            + "\r\nContent-Length: "
            + answer.body().length()
            + (answer.status() == 405 ? "\r\nAllow: GET, HEAD" : "")
            + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
            + "\r\nConnection: close\r\n\r\n",
        StandardCharsets.US_ASCII);
    if (withBody) {
      out.writeBytes(answer.body().asByteBuffer());
    }
    ctx.writeAndFlush(out).addListener(sent -> linger(ctx.channel()));
  }

  /**
   * Closing with unread input would make the system reset the connection, and the client might miss
   * the answer.
   */
  private static void linger(Channel channel) {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
      channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.error("Closed an HTTP connection after an error that should not happen", cause);
    }
    ctx.close();
  }
}
