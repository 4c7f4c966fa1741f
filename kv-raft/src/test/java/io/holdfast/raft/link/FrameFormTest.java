package io.holdfast.raft.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameFormTest {
  private static final Endpoint ONE = new Endpoint("node-1", 0);
  private static final Endpoint TWO = new Endpoint("node-2", 3);

  static Stream<LinkFrame> frames() {
    var file =
        RpcRequests.GetFileResponse.newBuilder()
            .setData(ByteString.copyFromUtf8("content"))
            .setEof(true)
            .setReadSize(7)
            .build();
    var now =
        RpcRequests.TimeoutNowRequest.newBuilder()
            .setGroupId("g")
            .setServerId("node-1:0")
            .setPeerId("node-2:3")
            .setTerm(7)
            .build();
    return Stream.of(
        new LinkFrame.Hello(1, "cluster", ONE, TWO),
        new LinkFrame.Welcome(),
        new LinkFrame.Refusal("no"),
        new LinkFrame.Request(5, now),
        new LinkFrame.Response(Long.MAX_VALUE, file),
        new LinkFrame.Failure(6, "why, ä"),
        new LinkFrame.Ping(),
        new LinkFrame.Pong());
  }

  @ParameterizedTest
  @MethodSource("frames")
  void shouldReadWhatItWrites(LinkFrame frame) throws IOException {
    ByteBuf written = write(frame);

    assertTrue(written.readableBytes() <= FrameForm.sizeBound(frame));
    assertEquals(written.readableBytes() - FrameForm.LENGTH_BYTES, written.readInt());
    assertEquals(frame, FrameForm.read(written));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void shouldRefuseEveryFlippedBit(LinkFrame frame) throws IOException {
    ByteBuf written = write(frame).skipBytes(FrameForm.LENGTH_BYTES);
    for (int bit = 0; bit < written.readableBytes() * 8; bit++) {
      ByteBuf flipped = written.copy();
      flipped.setByte(bit / 8, flipped.getByte(bit / 8) ^ 1 << bit % 8);
      int which = bit;
      assertThrows(
          MalformedFrameException.class, () -> FrameForm.read(flipped), () -> "bit " + which);
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void shouldRefuseEveryCut(LinkFrame frame) throws IOException {
    ByteBuf written = write(frame).skipBytes(FrameForm.LENGTH_BYTES);
    for (int length = 0; length < written.readableBytes(); length++) {
      ByteBuf cut = written.copy(written.readerIndex(), length);
      assertThrows(MalformedFrameException.class, () -> FrameForm.read(cut));
    }
  }

  @Test
  void shouldCutTextsThatAreTooLong() throws IOException {
    ByteBuf written = write(new LinkFrame.Refusal("x".repeat(70_000)));

    var read = (LinkFrame.Refusal) FrameForm.read(written.skipBytes(FrameForm.LENGTH_BYTES));

    assertEquals(255, read.reason().length());
  }

  private static ByteBuf write(LinkFrame frame) throws IOException {
    ByteBuf out = Unpooled.buffer();
    FrameForm.write(frame, out);
    return out;
  }
}
