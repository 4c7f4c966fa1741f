package io.holdfast.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("G37")
class FrameDecoderTest {
  private static final FrameLimits LIMITS = new FrameLimits(4096, 1024 * 1024, 16 * 1024);
  private static final String HEADERS = "NATS/1.0\r\nKV-Operation:DEL\r\n\r\n";
  private static final String SESSION =
      "CONNECT {\"verbose\":false}\r\nPING\r\nSUB a.> q 7\r\nUNSUB 7 \r\nUNSUB 7 3\r\n"
          + "PUB a  0\r\n\r\nPUB a reply 5\r\nhe\r\no\r\nHPUB a.b r 0 2\r\nhi\r\n"
          + ("HPUB a.b " + HEADERS.length() + " " + (HEADERS.length() + 3) + "\r\n")
          + (HEADERS + "abc\r\n")
          + "pOnG\r\n";

  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void closeChannels() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void shouldReadEveryFrameOfASession() {
    List<ClientFrame> frames = decode(List.of(SESSION));

    assertEquals(
        List.of(
            new ClientFrame.Connect(Bytes.utf8("{\"verbose\":false}")),
            new ClientFrame.Ping(),
            new ClientFrame.Subscribe("a.>", "q", "7"),
            new ClientFrame.Unsubscribe("7", 0),
            new ClientFrame.Unsubscribe("7", 3),
            publish("a", null, "", "", false),
            publish("a", "reply", "", "he\r\no", false),
            publish("a.b", "r", "", "hi", true),
            publish("a.b", null, HEADERS, "abc", true),
            new ClientFrame.Pong()),
        frames);
  }

  @Test
  @Tag("W10")
  void shouldReadTheSameFramesWhereverTheSessionIsCut() {
    List<ClientFrame> whole = decode(List.of(SESSION));

    for (int cut = 1; cut < SESSION.length(); cut++) {
      assertEquals(
          whole,
          decode(List.of(SESSION.substring(0, cut), SESSION.substring(cut))),
          "cut at " + cut);
    }
  }

  @Test
  @Tag("W10")
  void shouldReadTheSameFramesOneByteAtATime() {
    List<String> bytes = SESSION.chars().mapToObj(c -> String.valueOf((char) c)).toList();

    assertEquals(decode(List.of(SESSION)), decode(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping\r\n", "Ping\r\n", "PING  \r\n", "PING\n"})
  @Tag("W9")
  void shouldAcceptVerbsInAnyLetterCase(String line) {
    assertEquals(List.of(new ClientFrame.Ping()), decode(List.of(line)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUB a  1\r\n", "SUB\ta\t 1 \r\n", "SUB  a 1\r\n"})
  @Tag("W8")
  void shouldAcceptRepeatedBlanksAndTabs(String line) {
    assertEquals(List.of(new ClientFrame.Subscribe("a", null, "1")), decode(List.of(line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HELLO\r\n",
        "GET / HTTP/1.1\r\n",
        "PINGX\r\n",
        "\r\n",
        "G",
        "\u0016\u0003\u0001",
        "PI NG\r\n",
        "PUBLISH"
      })
  @Tag("W23")
  void shouldRefuseUnknownVerbsAtOnce(String bytes) {
    assertEquals(violation("Unknown Protocol Operation"), decode(List.of(bytes)));
  }

  @Test
  @Tag("W23")
  void shouldReadNothingAfterAViolation() {
    assertEquals(
        violation("Unknown Protocol Operation"), decode(List.of("FOO\r\nPING\r\n", "PING\r\n")));
  }

  @Test
  void shouldRefuseAPayloadThatIsLongerThanAnnounced() {
    assertEquals(violation("Unknown Protocol Operation"), decode(List.of("PUB a 1\r\nabc\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUB a b c 1\r\n", "SUB a\r\n", "PUB a\r\n", "PUB a b c 1\r\n", "PUB a -1\r\n",
            "PUB a 1x\r\n",
        "HPUB a 5 3\r\n", "HPUB a 5\r\n", "UNSUB\r\n", "SUB a\u0001b 1\r\n", "PUB a \u0661\r\n",
            "SUB a\rb 1\r\n"
      })
  void shouldCloseWithoutAWordOnMalformedArguments(String line) {
    assertEquals(violation(null), decode(List.of(line)));
  }

  @Test
  void shouldRefuseMalformedUtf8() {
    var channel = channel();
    channel.writeInbound(
        Unpooled.wrappedBuffer(new byte[] {'S', 'U', 'B', ' ', (byte) 0xc3, ' ', '1', '\r', '\n'}));

    assertEquals(new ClientFrame.Violation(null), channel.readInbound());
  }

  @Test
  void shouldKeepUtf8Subjects() {
    assertEquals(
        List.of(new ClientFrame.Subscribe("grün.✓", null, "1")),
        decode(List.of("SUB grün.✓ 1\r\n")));
  }

  @Test
  @Tag("W25")
  void shouldAcceptTheLongestControlLineAndRefuseOneByteMore() {
    String longest = "SUB " + "a".repeat(4096 - 6) + " 1";

    assertEquals(1, decode(List.of(longest + "\r\n")).size());
    assertTrue(decode(List.of(longest + "\r\n")).get(0) instanceof ClientFrame.Subscribe);
    assertEquals(violation("maximum control line exceeded"), decode(List.of(longest + "2\r\n")));
    assertEquals(violation("maximum control line exceeded"), decode(List.of(longest + "234")));
  }

  @Test
  @Tag("W24")
  void shouldRefuseAPayloadAboveTheLimitFromTheControlLineAlone() {
    String connect = "CONNECT {}\r\n";

    assertEquals(1, decode(List.of(connect + "PUB a 1048576\r\n")).size());
    assertEquals(
        new ClientFrame.Violation("Maximum Payload Violation"),
        decode(List.of(connect + "PUB a 1048577\r\n")).get(1));
    assertEquals(
        new ClientFrame.Violation("Maximum Payload Violation"),
        decode(List.of(connect + "PUB a 99999999999999999999\r\n")).get(1));
    assertEquals(
        new ClientFrame.Violation("Maximum Payload Violation"),
        decode(List.of(connect + "HPUB a 4294967296 4294967298\r\n")).get(1));
  }

  @Test
  @Tag("W25")
  void shouldBoundPayloadsMoreTightlyBeforeConnect() {
    assertEquals(violation("Maximum Payload Violation"), decode(List.of("PUB a 16385\r\n")));
  }

  @Test
  void shouldSurviveGarbage() {
    var random = new Random(20261122);
    String alphabet = "PUBSHNICOET \t\r\n0123456789{}.*>aé\u0000";
    for (int round = 0; round < 5_000; round++) {
      var line = new StringBuilder(round % 3 == 0 ? "PUB " : round % 3 == 1 ? "HPUB a " : "");
      for (int i = random.nextInt(40); i > 0; i--) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<ClientFrame> frames = decode(List.of(line.toString()));
      long violations = frames.stream().filter(ClientFrame.Violation.class::isInstance).count();
      assertTrue(violations <= 1, () -> "two violations for " + line);
    }
  }

  private List<ClientFrame> decode(List<String> pieces) {
    EmbeddedChannel channel = channel();
    for (String piece : pieces) {
      // Latin-1 texts keep their bytes when a test cuts a session; others are sent whole, as UTF-8.
      boolean ascii = piece.chars().allMatch(c -> c < 0x80);
      channel.writeInbound(
          Unpooled.wrappedBuffer(
              piece.getBytes(ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8)));
    }
    var frames = new ArrayList<ClientFrame>();
    for (ClientFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      frames.add(frame);
    }
    return frames;
  }

  private EmbeddedChannel channel() {
    var channel = new EmbeddedChannel(new FrameDecoder(LIMITS));
    channels.add(channel);
    return channel;
  }

  private static List<ClientFrame> violation(@Nullable String text) {
    return List.of(new ClientFrame.Violation(text));
  }

  private static ClientFrame publish(
      String subject, @Nullable String replyTo, String headers, String payload, boolean hpub) {
    return new ClientFrame.Publish(
        new Message(subject, replyTo, Bytes.utf8(headers), Bytes.utf8(payload)), hpub);
  }
}
