package io.holdfast.raft.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Bytes to frames and back, for one connection. Confined to its event loop. */
final class FrameCodec {
  /** Flushes that follow each other closely become one. */
  private static final int FLUSHES_IN_ONE = 64;

  private FrameCodec() {}

  /** Adds the handlers; a frame of more than {@code mostFrameBytes} is malformed. */
  static void addTo(ChannelPipeline pipeline, int mostFrameBytes) {
    pipeline.addLast(
        new FlushConsolidationHandler(FLUSHES_IN_ONE, true),
        new Decoder(mostFrameBytes),
        new Encoder());
  }

  private static final class Decoder extends LengthFieldBasedFrameDecoder {
    Decoder(int mostFrameBytes) {
      super(mostFrameBytes, 0, FrameForm.LENGTH_BYTES, 0, FrameForm.LENGTH_BYTES);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
      ByteBuf frame = (ByteBuf) super.decode(ctx, in);
      if (frame == null) {
        return null;
      }
      try {
        return FrameForm.read(frame);
      } finally {
        frame.release();
      }
    }
  }

  private static final class Encoder extends MessageToByteEncoder<LinkFrame> {
    Encoder() {
      super(LinkFrame.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext ctx, LinkFrame frame, boolean direct) {
      return ctx.alloc().ioBuffer(FrameForm.sizeBound(frame));
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, LinkFrame frame, ByteBuf out)
        throws IOException {
      FrameForm.write(frame, out);
    }
  }
}
