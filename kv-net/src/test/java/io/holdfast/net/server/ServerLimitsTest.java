package io.holdfast.net.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("G37")
@Timeout(60)
class ServerLimitsTest {
  @Test
  @Tag("W1")
  @Tag("W2")
  @Tag("W3")
  @Tag("W4")
  @Tag("W5")
  void shouldGreetWithOneLineOfInfoAndThenWait() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient client = served.raw();

      assertTrue(client.info().startsWith("INFO {"), client.info());
      Map<String, Object> info = JSON.std.mapFrom(client.info().substring(5));
      assertEquals(true, info.get("headers"));
      assertEquals(true, info.get("jetstream"));
      assertEquals(1, info.get("proto"));
      assertEquals(1024 * 1024, info.get("max_payload"));
      assertEquals(served.port(), info.get("port"));
      assertEquals(Map.of("version", 1), info.get("holdfast"));
      assertTrue(String.valueOf(info.get("version")).startsWith("2.12."));
      assertTrue(info.get("client_id") instanceof Integer id && id > 0);
      client.patience(Duration.ofMillis(200));
      assertThrows(SocketTimeoutException.class, client::line);
    }
  }

  @Test
  @Tag("G41")
  void shouldRefuseAHostThatOthersCanReach_G41() throws Exception {
    var refused =
        assertThrows(
            InvalidArgumentException.class,
            () -> ServedStore.start(options -> options.host("0.0.0.0")));

    assertTrue(String.valueOf(refused.getMessage()).contains("--insecure"), refused.getMessage());
    ServedStore.start(options -> options.host("0.0.0.0").insecure(true)).close();
  }

  @Test
  void shouldSayWhichPortIsInUse() {
    try (var served = ServedStore.start()) {
      int port = served.port();

      var refused =
          assertThrows(
              UnavailableException.class, () -> ServedStore.start(options -> options.port(port)));

      assertTrue(
          String.valueOf(refused.getMessage()).contains("127.0.0.1:" + port), refused.getMessage());
    }
  }

  @Test
  void shouldRefuseMoreConnectionsThanAllowed_G35() throws Exception {
    try (var served = ServedStore.start(options -> options.maxConnections(2))) {
      RawClient first = served.raw();
      served.raw();
      RawClient third = served.raw();

      assertEquals("-ERR 'maximum connections exceeded'", third.line());
      assertEquals("<closed>", third.line());
      assertEquals("", first.connect().untilPong());
    }
  }

  @Test
  @Tag("G36")
  void shouldRefuseMoreConnectionsOfOneAddressThanAllowed_G36() throws Exception {
    try (var served = ServedStore.start(options -> options.maxPerAddress(2))) {
      served.raw();
      RawClient second = served.raw();
      assertEquals("-ERR 'maximum connections exceeded'", served.raw().line());
      try (var other = from(served, 2)) {
        assertEquals("", other.connect().untilPong());
      }
      second.close();
      awaitConnections(served, 1);
      assertEquals("", served.raw().connect().untilPong());
    }
  }

  private static RawClient from(ServedStore served, int lastByte) throws IOException {
    var address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
    return RawClient.greetedOn(
        new Socket(InetAddress.getLoopbackAddress(), served.port(), address, 0));
  }

  /** Each goes within two seconds; the rest is for a machine that has much else to do. */
  private static void awaitConnections(ServedStore served, int most) throws Exception {
    Eventually.until(
        Duration.ofSeconds(20),
        "at most " + most + " connections",
        () -> served.connections() <= most);
  }

  /** Whatever came in together with what ended the connection. */
  @Test
  void shouldCarryOutNothingAfterAnError_G37() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient listener = served.raw().connect().send("SUB > 1\r\n");
      listener.untilPong();

      served.raw().send("CONNECT {\"protocol\":9}\r\nPUB late 1\r\nx\r\n").drain();

      assertEquals("", listener.untilPong());
    }
  }

  @Test
  @Tag("W35")
  void shouldDisconnectAClientThatTakesNothingForTooLong_35() throws Exception {
    try (var served = ServedStore.start(options -> options.writeDeadline(Duration.ofMillis(100)))) {
      RawClient slow = served.raw().connect().send("SUB flood 1\r\n");
      slow.untilPong();
      RawClient writer = served.raw().connect();
      String frame = "PUB flood 65536\r\n" + "x".repeat(65536) + "\r\n";

      // Below the limit of the backlog, but more than what the system's socket buffers take.
      for (int i = 0; i < 300; i++) {
        writer.send(frame);
      }
      writer.untilPong();

      awaitConnections(served, 1);
    }
  }

  @Test
  @Tag("W34")
  void shouldWarnThenSendAwayOneAfterAnother_34() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient first = served.raw().connect();
      RawClient second = served.raw().connect();
      first.untilPong();
      second.untilPong();
      var drained = CompletableFuture.runAsync(() -> drain(served, Duration.ofSeconds(2)));

      assertTrue(first.line().contains("\"ldm\":true"));
      assertTrue(second.line().contains("\"ldm\":true"));
      assertEquals("", second.untilPong(), "still served");
      assertThrows(IOException.class, served::raw);
      long between = nanosFromFirstToLastClose(served);
      assertEquals("<closed>", first.line());
      assertEquals("<closed>", second.line());
      // Half of the time that they are spread over, less what a busy machine sees late.
      assertTrue(between > Duration.ofMillis(150).toNanos(), "both went within ns " + between);
      drained.get(20, TimeUnit.SECONDS);
    }
  }

  /** Of two clients. */
  private static long nanosFromFirstToLastClose(ServedStore served) throws Exception {
    awaitConnections(served, 1);
    long first = System.nanoTime();
    awaitConnections(served, 0);
    return System.nanoTime() - first;
  }

  private static void drain(ServedStore served, Duration spread) {
    try {
      served.server().drain(Duration.ofMillis(300), spread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Tag("W36")
  void shouldTellWhereElseTheSameIsServed_36() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient early = served.raw().connect();
      early.untilPong();
      assertFalse(early.info().contains("connect_urls"), early.info());

      served.server().advertise(List.of("10.0.0.1:4222", "10.0.0.2:4222"));

      String expected = "\"connect_urls\":[\"10.0.0.1:4222\",\"10.0.0.2:4222\"]";
      String told = early.line();
      assertTrue(told.startsWith("INFO {") && told.contains(expected), told);
      assertTrue(served.raw().info().contains(expected));
    }
  }

  /** The answer comes while what was asked for before is on its way. */
  @Test
  @Tag("W32")
  void shouldAnswerAPingAmidALargeDelivery_32() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient reader = served.raw().connect().send("SUB flood 1\r\n");
      reader.untilPong();
      RawClient writer = served.raw().connect();
      String frame = "PUB flood 65536\r\n" + "x".repeat(65536) + "\r\n";
      for (int i = 0; i < 50; i++) {
        writer.send(frame);
      }
      reader.send("PING\r\n");

      int messages = 0;
      int pongs = 0;
      while (messages < 50 || pongs < 1) {
        String line = reader.line();
        if (line.equals("PONG")) {
          pongs++;
        } else {
          assertEquals(65536, reader.message(line).payload().length());
          messages++;
        }
      }
      assertEquals(1, pongs);
    }
  }

  @Test
  void shouldRefuseMoreSubscriptionsThanAllowedAndGoOn_G35() throws Exception {
    try (var served = ServedStore.start(options -> options.maxSubscriptions(1))) {
      RawClient client = served.raw().connect();
      client.send("SUB a 1\r\nSUB b 2\r\n");

      assertEquals("-ERR 'maximum subscriptions exceeded'\n", client.untilPong());
    }
  }

  @Test
  @Tag("W33")
  void shouldPingASilentClientAndCloseItWhenItStaysSilent() throws Exception {
    try (var served = ServedStore.start(options -> options.pingInterval(Duration.ofMillis(50)))) {
      RawClient client = served.raw().connect();

      assertEquals("PING", client.line());
      client.send("PONG\r\n");
      assertEquals("PING", client.line());
      assertEquals("PING", client.line());
      assertEquals("-ERR 'Stale Connection'", client.line());
      assertEquals("<closed>", client.line());
    }
  }

  @Test
  @Tag("W34")
  void shouldSayGoodbyeBeforeItCloses() throws Exception {
    var served = ServedStore.start();
    RawClient client = served.raw().connect();
    client.untilPong();
    served.stop();

    String farewell = client.line();
    assertTrue(farewell.contains("\"ldm\":true"), farewell);
    assertEquals("<closed>", client.line());
    served.close();
  }

  @Test
  @Tag("W35")
  void shouldDisconnectAClientThatDoesNotReadWithoutSlowingOthers() throws Exception {
    int limit = 4 * 1024 * 1024;
    try (var served = ServedStore.start(options -> options.maxPendingBytes(limit))) {
      RawClient slow = served.raw().connect().send("SUB flood 1\r\n");
      slow.untilPong();
      RawClient reader = served.raw().connect().send("SUB flood 1\r\n");
      reader.untilPong();
      RawClient writer = served.raw().connect();
      byte[] frame =
          ("PUB flood 65536\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);

      // Far more than the limit and what the system's socket buffers take.
      for (int i = 0; i < 400; i++) {
        writer.send(frame);
        assertEquals(65536, reader.message().payload().length());
      }

      assertEquals("", writer.untilPong());
      assertTrue(slow.drain() < 400L * 65536, "the slow client got everything");
    }
  }

  @Test
  void shouldKeepOtherConnectionsWhenOneIsMalformed_G37() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient good = served.raw().connect();
      RawClient bad = served.raw().connect();
      bad.send("PUB a 2\r\nxxx\r\nPUB b 1\r\nx\r\n");

      assertEquals("-ERR 'Unknown Protocol Operation'", bad.line());
      assertEquals("<closed>", bad.line());
      bad.close();
      awaitConnections(served, 1);
      served.raw().connect().untilPong();
      assertFalse(good.untilPong().contains("ERR"));
    }
  }

  @Test
  @Tag("W19")
  void shouldDeliverToOneMemberOfEachQueueGroup() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient client = served.raw().connect();
      client.send("SUB a q 1\r\nSUB a q 2\r\nSUB a p 3\r\nSUB a 4\r\n");
      for (int i = 0; i < 20; i++) {
        client.send("PUB a 0\r\n\r\n");
      }
      String received = client.untilPong();

      assertEquals(20, count(received, "MSG a 3 "));
      assertEquals(20, count(received, "MSG a 4 "));
      assertEquals(20, count(received, "MSG a 1 ") + count(received, "MSG a 2 "));
    }
  }

  @Test
  @Tag("W19")
  void shouldShareAmongTheMembersOfAGroupThatAreThere() throws Exception {
    try (var served = ServedStore.start()) {
      RawClient first = served.raw().connect().send("SUB a q 1\r\n");
      RawClient second = served.raw().connect().send("SUB a q 1\r\n");
      first.untilPong();
      second.untilPong();
      RawClient writer = served.raw().connect();

      writer.send("PUB a 0\r\n\r\n".repeat(40)).untilPong();

      int toFirst = count(first.untilPong(), "MSG a 1 ");
      int toSecond = count(second.untilPong(), "MSG a 1 ");
      assertEquals(40, toFirst + toSecond);
      // Members are drawn by lot: that one of them draws none is one in 2 to the 39.
      assertTrue(toFirst > 0 && toSecond > 0, toFirst + " and " + toSecond);

      second.send("UNSUB 1\r\n").untilPong();
      writer.send("PUB a 0\r\n\r\n".repeat(20)).untilPong();
      assertEquals(20, count(first.untilPong(), "MSG a 1 "));
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
