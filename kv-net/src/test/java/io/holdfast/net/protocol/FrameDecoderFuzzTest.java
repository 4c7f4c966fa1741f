package io.holdfast.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.holdfast.kv.Bytes;
import io.holdfast.net.fuzz.Dice;
import io.holdfast.net.fuzz.FrameDice;
import io.holdfast.net.fuzz.Mangler;
import io.holdfast.net.fuzz.Publication;
import io.holdfast.net.fuzz.Seeds;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Any bytes, cut anywhere: the decoder never throws, gives the same frames however the bytes came,
 * holds no more than its limits say, allocates in proportion to what came, and leaks nothing.
 */
class FrameDecoderFuzzTest {
  private static final FrameLimits LIMITS = new FrameLimits(512, 4096, 2048);
  private static final int PIECE = 700;

  /**
   * What may be held: one control line and one payload, in a buffer that grows by doubling; read
   * bytes in front of them that are discarded after 16 reads; and the piece that just came.
   */
  private static final int MOST_HELD = 2 * (512 + 4096 + 4 + 18 * PIECE);

  /** Allocated per byte of input: an empty frame of six bytes costs an object and its place. */
  private static final int MOST_ALLOCATED_PER_BYTE = 200;

  private static final int ALLOCATED_ANYWAY = 256 * 1024;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void shouldDecodeEverySpellingOfRightFrames() {
    Seeds.run(
        "FrameDecoderFuzzTest#shouldDecodeEverySpellingOfRightFrames",
        15,
        (dice, seed) -> {
          List<FrameDice.Spelled> frames = frames(dice);
          List<ClientFrame> meant = frames.stream().map(FrameDice.Spelled::frame).toList();

          assertEquals(meant, decode(pieces(dice, bytes(frames))));
          return 1;
        });
  }

  @Test
  void shouldDecodeBrokenBytesAlikeHoweverTheyAreCut() {
    Seeds.run(
        "FrameDecoderFuzzTest#shouldDecodeBrokenBytesAlikeHoweverTheyAreCut",
        35,
        (dice, seed) -> {
          byte[] bytes = Mangler.mangle(dice, bytes(frames(dice)));
          List<ClientFrame> whole = decode(List.of(bytes));

          assertEquals(untold(whole), untold(decode(pieces(dice, bytes))));
          assertTrue(
              whole.stream().filter(ClientFrame.Violation.class::isInstance).count() <= 1,
              "went on after a violation");
          return 1;
        });
  }

  @Test
  void shouldHoldNoMoreThanTheLimitsOfAFlood() {
    Seeds.run(
        "FrameDecoderFuzzTest#shouldHoldNoMoreThanTheLimitsOfAFlood",
        1,
        (dice, seed) -> {
          byte[] once = dice.oneIn(2) ? dice.bytes(40) : bytes(frames(dice));
          byte[] start = Mangler.mangle(dice, once);
          var flood = new ByteArrayOutputStream();
          while (flood.size() < 4 * MOST_HELD) {
            flood.writeBytes(start.length == 0 ? new byte[] {'P'} : start);
          }
          decode(pieces(dice, flood.toByteArray()));
          return 1;
        });
  }

  /** A line that is both too long and no verb may be told either way. */
  private static List<ClientFrame> untold(List<ClientFrame> frames) {
    return frames.stream()
        .map(
            frame ->
                frame instanceof ClientFrame.Violation ? new ClientFrame.Violation("any") : frame)
        .toList();
  }

  private static List<FrameDice.Spelled> frames(Dice dice) {
    var frames = new ArrayList<FrameDice.Spelled>();
    frames.add(FrameDice.connect(dice));
    for (int left = dice.below(8); left > 0; left--) {
      String headers = dice.oneIn(3) ? "NATS/1.0\r\nName: " + dice.below(100) + "\r\n\r\n" : "";
      int length = dice.oneIn(10) ? dice.below(4096 - 40) : dice.below(60);
      frames.add(
          FrameDice.any(
              dice,
              new Publication(
                  "a" + FrameDice.subject(dice), headers, Bytes.wrap(dice.bytes(length)))));
    }
    return frames;
  }

  private static byte[] bytes(List<FrameDice.Spelled> frames) {
    var bytes = new ByteArrayOutputStream();
    frames.forEach(frame -> bytes.writeBytes(frame.bytes().toArray()));
    return bytes.toByteArray();
  }

  private static List<byte[]> pieces(Dice dice, byte[] bytes) {
    var pieces = new ArrayList<byte[]>();
    int longest = dice.of(1, 7, 60, PIECE);
    int least = Math.max(1, bytes.length / 400);
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + Math.max(least, dice.between(1, longest)));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }

  private static List<ClientFrame> decode(List<byte[]> pieces) {
    int arrived = pieces.stream().mapToInt(piece -> piece.length).sum();
    long most = ALLOCATED_ANYWAY + (long) MOST_ALLOCATED_PER_BYTE * arrived + 1024L * pieces.size();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    List<ClientFrame> frames = decodeOnce(pieces);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > most) {
      // Classes that were loaded on the way are loaded only once.
      long again = THREADS.getCurrentThreadAllocatedBytes();
      decodeOnce(pieces);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - again;
      assertTrue(
          allocated <= most,
          allocated + " bytes allocated for " + arrived + " in " + pieces.size() + " pieces");
    }
    return frames;
  }

  private static List<ClientFrame> decodeOnce(List<byte[]> pieces) {
    var memory = new UnpooledByteBufAllocator(false, true);
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(memory);
    channel.pipeline().addLast(new FrameDecoder(LIMITS));
    var frames = new ArrayList<ClientFrame>();
    for (byte[] piece : pieces) {
      channel.writeInbound(memory.buffer(piece.length).writeBytes(piece));
      long held = memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
      assertTrue(held <= Math.max(MOST_HELD, 2 * piece.length), held + " bytes held");
      take(channel, frames);
    }
    channel.finish();
    take(channel, frames);
    assertEquals(0, memory.metric().usedHeapMemory(), "heap buffers not released");
    assertEquals(0, memory.metric().usedDirectMemory(), "direct buffers not released");
    return frames;
  }

  private static void take(EmbeddedChannel channel, List<ClientFrame> frames) {
    for (ClientFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      frames.add(frame);
    }
  }
}
