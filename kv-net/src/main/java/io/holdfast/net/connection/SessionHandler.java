package io.holdfast.net.connection;

import io.holdfast.net.protocol.ClientFrame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last inbound handler of a client's pipeline: frames go to the {@link Session}, the channel's
 * life to the {@link Connection}. Frames hold no buffers, so there is nothing to release. Confined
 * to the event loop.
 *
 * <p>While the client's backlog is high nothing more is read from it: who does not read answers may
 * not ask for more.
 */
final class SessionHandler extends SimpleChannelInboundHandler<ClientFrame> {
  private static final Logger log = LoggerFactory.getLogger(SessionHandler.class);

  private final Connection connection;
  private final Session session;
  private final Liveness liveness;
  private final ViolationLog violations;
  private final Duration writeDeadline;
  private final Runnable whenClosed;

  SessionHandler(
      Connection connection,
      Session session,
      Liveness liveness,
      ViolationLog violations,
      Duration writeDeadline,
      Runnable whenClosed) {
    this.connection = connection;
    this.session = session;
    this.liveness = liveness;
    this.violations = violations;
    this.writeDeadline = writeDeadline;
    this.whenClosed = whenClosed;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    liveness.start();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ClientFrame frame) {
    if (connection.isGone()) {
      // Nothing is carried out after an error, whatever came in with it (guarantee G37).
      return;
    }
    liveness.heard();
    if (frame instanceof ClientFrame.Violation violation) {
      violations.report(connection.id(), ctx.channel().remoteAddress(), violation.text());
    }
    session.accept(frame);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.flush();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean backlog = !ctx.channel().isWritable();
    ctx.channel().config().setAutoRead(!backlog);
    if (backlog) {
      StalledWrites.watch(ctx.pipeline(), writeDeadline, connection::giveUpStalled);
    } else {
      StalledWrites.rest(ctx.pipeline());
    }
    connection.signalRoom();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    liveness.stop();
    session.close();
    connection.markGone();
    whenClosed.run();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A handshake that fails is the client's doing, too, or an attacker's.
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      log.debug(
          "Connection {} from {} broke", connection.id(), ctx.channel().remoteAddress(), cause);
    } else {
      log.error(
          "Closed connection {} from {} after an error that should not happen; please report it",
          connection.id(),
          ctx.channel().remoteAddress(),
          cause);
    }
    connection.close();
  }
}
