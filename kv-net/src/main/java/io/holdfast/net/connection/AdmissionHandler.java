package io.holdfast.net.connection;

import io.holdfast.net.access.Gate;
import io.holdfast.net.access.Login;
import io.holdfast.net.access.Verdict;
import io.holdfast.net.protocol.ClientFrame;
import io.holdfast.net.tls.CertificateNames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets no frame through before the client has shown who it is (guarantee G38). While that is looked
 * into nothing more is read; what came in together with {@code CONNECT} is held back. Confined to
 * the connection's event loop.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {
  private enum State {
    /** Nothing but {@code CONNECT} may come. */
    AWAITED,
    CHECKING,
    ADMITTED,
    REFUSED
  }

  private static final String REFUSAL = "Authorization Violation";

  private final Connection connection;
  private final Gate gate;
  private final String nonce;
  private final InetAddress from;
  private final ViolationLog violations;
  private final Duration limit;
  private final Queue<ClientFrame> held = new ArrayDeque<>();

  private State state = State.AWAITED;
  private @Nullable Future<?> deadline;

  /** {@code limit}: how long the client may take to be admitted. */
  AdmissionHandler(
      Connection connection,
      Gate gate,
      String nonce,
      InetAddress from,
      ViolationLog violations,
      Duration limit) {
    this.connection = connection;
    this.gate = gate;
    this.nonce = nonce;
    this.from = from;
    this.violations = violations;
    this.limit = limit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(this::tooLate, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tooLate() {
    if (state == State.AWAITED || state == State.CHECKING) {
      state = State.REFUSED;
      connection.fail("Authentication Timeout");
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ClientFrame frame)) {
      ctx.fireChannelRead(message);
    } else if (state == State.CHECKING) {
      held.add(frame);
    } else if (state != State.REFUSED) {
      take(ctx, frame);
    }
  }

  private void take(ChannelHandlerContext ctx, ClientFrame frame) {
    if (frame instanceof ClientFrame.Connect connect) {
      check(ctx, connect);
    } else if (state == State.ADMITTED || frame instanceof ClientFrame.Violation) {
      ctx.fireChannelRead(frame);
    } else {
      refuse(ctx, Duration.ZERO);
    }
  }

  private void check(ChannelHandlerContext ctx, ClientFrame.Connect connect) {
    Login login;
    try {
      login = ConnectLogin.read(connect.json(), nonce, from, CertificateNames.of(ctx.pipeline()));
    } catch (IOException e) {
      state = State.REFUSED;
      connection.closeAfterFlush();
      return;
    }
    state = State.CHECKING;
    ctx.channel().config().setAutoRead(false);
    gate.check(
        login,
        ctx.channel()::isActive,
        verdict -> connection.execute(() -> decided(ctx, connect, verdict)));
  }

  private void decided(ChannelHandlerContext ctx, ClientFrame.Connect connect, Verdict verdict) {
    if (state != State.CHECKING) {
      return;
    }
    if (verdict instanceof Verdict.Admitted admitted && gate.mayStay(admitted.identity())) {
      stopTimer();
      state = State.ADMITTED;
      connection.identity(admitted.identity());
      ctx.fireChannelRead(connect);
      passHeld(ctx);
    } else {
      refuse(ctx, verdict instanceof Verdict.Refused refused ? refused.toldAfter() : Duration.ZERO);
    }
  }

  /** Until there is another {@code CONNECT} among them, which has to be looked into first. */
  private void passHeld(ChannelHandlerContext ctx) {
    while (state == State.ADMITTED) {
      ClientFrame next = held.poll();
      if (next == null) {
        ctx.channel().config().setAutoRead(true);
        ctx.fireChannelReadComplete();
        return;
      }
      take(ctx, next);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Duration after) {
    state = State.REFUSED;
    held.clear();
    stopTimer();
    ctx.channel().config().setAutoRead(false);
    violations.report(connection.id(), ctx.channel().remoteAddress(), REFUSAL);
    if (after.isZero()) {
      connection.fail(REFUSAL);
    } else {
      deadline =
          ctx.executor()
              .schedule(() -> connection.fail(REFUSAL), after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stopTimer() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    held.clear();
    state = State.REFUSED;
    ctx.fireChannelInactive();
  }
}
