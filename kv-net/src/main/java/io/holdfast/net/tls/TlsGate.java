package io.holdfast.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands first in a connection until it is clear how it goes on: encrypted, when the client's first
 * byte begins a TLS record, or in clear. No byte passes before. Confined to the connection's event
 * loop.
 *
 * <p>It owns what came in until then, and hands it over to whoever takes its place.
 */
public final class TlsGate extends ByteToMessageDecoder {
  private static final int TLS_RECORD = 0x16;

  /** What the gate asks of the connection that it stands in. Called on its event loop. */
  public interface Connection {
    /** The client may be greeted, in clear or not as the way then is. */
    void greet();

    /** The client did not do what it had to; {@code text} null: it is told nothing. */
    void refuse(@Nullable String text);
  }

  private final ServerTls tls;
  private final Connection connection;
  private boolean greeted;
  private @Nullable Future<?> timer;

  /** A gate for one connection. */
  public TlsGate(ServerTls tls, Connection connection) {
    this.tls = tls;
    this.connection = connection;
  }

  /** To be called once the connection is active. */
  public void open(ChannelHandlerContext ctx) {
    TlsOptions options = tls.options();
    if (options.start() != TlsOptions.Start.HANDSHAKE_FIRST) {
      greetNow();
    }
    boolean falls =
        options.start() == TlsOptions.Start.HANDSHAKE_FIRST && !options.fallback().isZero();
    if (falls) {
      timer =
          ctx.executor()
              .schedule(
                  () -> {
                    greetNow();
                    awaitFirstByte(ctx);
                  },
                  options.fallback().toMillis(),
                  TimeUnit.MILLISECONDS);
    } else if (options.start() != TlsOptions.Start.OFFERED) {
      awaitFirstByte(ctx);
    }
  }

  private void awaitFirstByte(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () -> connection.refuse(null),
                tls.options().timeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void greetNow() {
    if (!greeted) {
      greeted = true;
      connection.greet();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    stopTimer();
    if (in.getUnsignedByte(in.readerIndex()) == TLS_RECORD) {
      SslHandler handler = tls.handler(ctx.alloc());
      ctx.pipeline().addAfter(ctx.name(), "tls", handler);
      ctx.pipeline().addAfter("tls", "tls-done", new Handshake());
      ctx.pipeline().remove(this);
    } else if (tls.options().start() == TlsOptions.Start.OFFERED) {
      ctx.pipeline().remove(this);
    } else {
      in.skipBytes(in.readableBytes());
      connection.refuse("Secure Connection - TLS Required");
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    stopTimer();
  }

  /** Waits for the end of the handshake, then leaves. */
  private final class Handshake extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
          greetNow();
          ctx.pipeline().remove(this);
        } else {
          connection.refuse(null);
        }
      }
      ctx.fireUserEventTriggered(event);
    }
  }
}
