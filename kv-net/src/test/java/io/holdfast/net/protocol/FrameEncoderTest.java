package io.holdfast.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.kv.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());

  @AfterEach
  void closeChannel() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldSendABurstAsOneWrite() {
    channel.writeOutbound(
        new ServerFrame.Ok(), new ServerFrame.Pong(), new ServerFrame.Failure("Invalid Subject"));

    assertEquals("+OK\r\nPONG\r\n-ERR 'Invalid Subject'\r\n", nextWrite());
    assertNull(channel.readOutbound());
  }

  @Test
  @Tag("W12")
  void shouldCountHeadersAndBodyInBytes() {
    var plain = new Message("grün", null, Bytes.EMPTY, Bytes.utf8("ü"));
    var headers = new Message("a", "r", Bytes.utf8("NATS/1.0\r\nA:b\r\n\r\n"), Bytes.utf8("xyz"));
    channel.writeOutbound(
        new ServerFrame.Deliver("9", plain), new ServerFrame.Deliver("9", headers));

    assertEquals(
        "MSG grün 9 2\r\nü\r\nHMSG a 9 r 17 20\r\nNATS/1.0\r\nA:b\r\n\r\nxyz\r\n", nextWrite());
  }

  @Test
  void shouldReleaseWhatWasNeverFlushed() {
    var unused = channel.write(new ServerFrame.Ping());
    channel.finishAndReleaseAll();

    assertNull(channel.readOutbound());
  }

  private String nextWrite() {
    ByteBuf written = channel.readOutbound();
    try {
      return written.toString(StandardCharsets.UTF_8);
    } finally {
      written.release();
    }
  }
}
