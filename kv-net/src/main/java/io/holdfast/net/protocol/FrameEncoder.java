package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@link ServerFrame}s in, bytes out, for one connection. Confined to its event loop.
 *
 * <p>Frames gather in one buffer until a flush, or until it holds {@value #BATCH_BYTES} bytes, so
 * that a burst of small frames costs one write. The encoder owns that buffer until it passes it on.
 * A frame's promise succeeds once the frame is in the buffer; who needs to know that bytes left
 * writes an empty buffer after the frame and watches that.
 */
// A write that fails closes the channel; the future it returns is the promise that was given.
@SuppressWarnings("FutureReturnValueIgnored")
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final int FIRST_BYTES = 2 * 1024;

  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] PING = ascii("PING\r\n");
  private static final byte[] PONG = ascii("PONG\r\n");
  private static final byte[] INFO = ascii("INFO ");
  private static final byte[] MSG = ascii("MSG ");
  private static final byte[] HMSG = ascii("HMSG ");

  private @Nullable ByteBuf batch;

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof ServerFrame frame)) {
      passOn(ctx);
      ctx.write(msg, promise);
      return;
    }
    ByteBuf buffer = batch;
    if (buffer == null) {
      buffer = ctx.alloc().buffer(FIRST_BYTES);
      batch = buffer;
    }
    append(frame, buffer);
    if (buffer.readableBytes() >= BATCH_BYTES) {
      passOn(ctx);
    }
    if (!promise.isVoid()) {
      promise.trySuccess();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    passOn(ctx);
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }

  private void passOn(ChannelHandlerContext ctx) {
    ByteBuf full = batch;
    if (full != null) {
      batch = null;
      ctx.write(full, ctx.voidPromise());
    }
  }

  private static void append(ServerFrame frame, ByteBuf out) {
    if (frame instanceof ServerFrame.Deliver deliver) {
      append(deliver, out);
    } else if (frame instanceof ServerFrame.Pong) {
      out.writeBytes(PONG);
    } else if (frame instanceof ServerFrame.Ping) {
      out.writeBytes(PING);
    } else if (frame instanceof ServerFrame.Ok) {
      out.writeBytes(OK);
    } else if (frame instanceof ServerFrame.Failure error) {
      ByteBufUtil.writeUtf8(out, "-ERR '" + error.text() + "'\r\n");
    } else if (frame instanceof ServerFrame.Info info) {
      out.writeBytes(INFO);
      append(info.json(), out);
      out.writeBytes(CRLF);
    }
  }

  private static void append(ServerFrame.Deliver deliver, ByteBuf out) {
    Message message = deliver.message();
    boolean headers = !message.headers().isEmpty();
    out.writeBytes(headers ? HMSG : MSG);
    ByteBufUtil.writeUtf8(out, message.subject());
    out.writeByte(' ');
    ByteBufUtil.writeUtf8(out, deliver.sid());
    out.writeByte(' ');
    if (message.replyTo() != null) {
      ByteBufUtil.writeUtf8(out, message.replyTo());
      out.writeByte(' ');
    }
    if (headers) {
      ByteBufUtil.writeAscii(out, Integer.toString(message.headers().length()));
      out.writeByte(' ');
    }
    ByteBufUtil.writeAscii(
        out, Integer.toString(message.headers().length() + message.payload().length()));
    out.writeBytes(CRLF);
    append(message.headers(), out);
    append(message.payload(), out);
    out.writeBytes(CRLF);
  }

  private static void append(Bytes bytes, ByteBuf out) {
    if (!bytes.isEmpty()) {
      out.writeBytes(bytes.asByteBuffer());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
