package io.holdfast.net.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only reads, one per connection, everything bounded (guarantees G35, G37, G44). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpEndpointTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private HttpEndpoint endpoint = start(LONG);

  private static HttpEndpoint start(Duration lifetime) {
    Page fails =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    return HttpEndpoint.start(
        InetAddress.getLoopbackAddress(),
        0,
        lifetime,
        Map.of(
            "/page",
            () -> CompletableFuture.completedFuture(Answer.text(200, "text")),
            "/fails",
            fails));
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldServeAPage() throws IOException {
    String answer = ask("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.contains("\r\nContent-Length: 5\r\n"), answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\ntext\n"), answer);
  }

  @Test
  void shouldIgnoreAQuery() throws IOException {
    assertStatus(200, ask("GET /page?from=probe HTTP/1.0\r\n\r\n"));
  }

  @Test
  void shouldServeTheHeadAlone() throws IOException {
    String answer = ask("HEAD /page HTTP/1.1\r\n\r\n");

    assertStatus(200, answer);
    assertTrue(answer.contains("\r\nContent-Length: 5\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void shouldServeARequestThatArrivesByteByByte() throws IOException {
    try (var client = new Client()) {
      for (byte each : bytes("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")) {
        client.send(new byte[] {each});
      }
      assertStatus(200, client.rest());
    }
  }

  @Test
  void shouldServeOneRequestPerConnection() throws IOException {
    String answer = ask("GET /page HTTP/1.1\r\n\r\nGET /page HTTP/1.1\r\n\r\n");

    assertEquals(1, answer.split("HTTP/1.1 200", -1).length - 1, answer);
  }

  @Test
  void shouldSayWhatThereIs() throws IOException {
    String answer = ask("GET /etc/passwd HTTP/1.1\r\n\r\n");

    assertStatus(404, answer);
    assertTrue(answer.contains("/page"), answer);
    assertFalse(answer.contains("passwd"), "what was sent is not told back");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"})
  void shouldServeReadsOnly(String method) throws IOException {
    String answer = ask(method + " /page HTTP/1.1\r\n\r\n");

    assertStatus(405, answer);
    assertTrue(answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET /page\r\n\r\n",
        "GET /page HTTP/2.0\r\n\r\n",
        "GET /page HTTP/1.1 more\r\n\r\n",
        "GET page HTTP/1.1\r\n\r\n",
        "GET  /page HTTP/1.1\r\n\r\n",
        "GETGETGETGETGETGETGET /page HTTP/1.1\r\n\r\n",
        "GET /page HTTP/1.1\r\nno colon\r\n\r\n",
        "GET /page HTTP/1.1\r\n: no name\r\n\r\n",
        "GET /page HTTP/1.1\r\n folded: line\r\n\r\n",
        "GET /page HTTP/1.1\r\nname : space\r\n\r\n",
        "GET /page HTTP/1.1\r\na: bare\nb: line feed\r\n\r\n",
        "get /page HTTP/1.1\r\n\r\n",
        "\r\nGET /page HTTP/1.1\r\n\r\n",
        "GET /page\u0000 HTTP/1.1\r\n\r\n",
        "GET /p\u00e4ge HTTP/1.1\r\n\r\n"
      })
  void shouldRefuseWhatIsMalformed(String request) throws IOException {
    assertStatus(400, ask(request));
  }

  @Test
  void shouldRefuseATlsHelloAtOnce() throws IOException {
    try (var client = new Client()) {
      client.send(new byte[] {0x16, 0x03, 0x01});

      assertStatus(400, client.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 1", "content-length: 99999999999", "Transfer-Encoding: chunked"})
  void shouldRefuseABody(String header) throws IOException {
    assertStatus(413, ask("GET /page HTTP/1.1\r\n" + header + "\r\n\r\nx"));
  }

  @Test
  void shouldServeAHeadOfTheGreatestSizeAndRefuseALargerOne() throws IOException {
    assertStatus(200, ask(headOf(HeadDecoder.MAX_BYTES)));
    assertStatus(431, ask(headOf(HeadDecoder.MAX_BYTES + 1)));
  }

  private static String headOf(int bytes) {
    String before = "GET /page HTTP/1.1\r\nfill: ";
    return before + "x".repeat(bytes - before.length() - 4) + "\r\n\r\n";
  }

  @Test
  void shouldEndAConnectionThatNeverFinishesItsRequest() throws IOException {
    endpoint.close();
    endpoint = start(Duration.ofMillis(200));
    try (var client = new Client()) {
      client.send(bytes("GET /page HTT"));

      assertEquals("", client.rest(), "closed without an answer");
    }
  }

  @Test
  void shouldAnswerAFailedPageWithoutItsSecrets() throws IOException {
    String answer = ask("GET /fails HTTP/1.1\r\n\r\n");

    assertStatus(500, answer);
    assertFalse(answer.contains("on purpose"), answer);
  }

  @Test
  void shouldRefuseMoreConnectionsThanItServes() throws IOException {
    List<Client> silent = new ArrayList<>();
    try {
      for (int i = 0; i < HttpEndpoint.MAX_CONNECTIONS; i++) {
        silent.add(new Client());
      }
      assertStatus(503, ask("GET /page HTTP/1.1\r\n\r\n"));
    } finally {
      for (Client each : silent) {
        each.close();
      }
    }
  }

  private static void assertStatus(int expected, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + expected + " "), answer);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String ask(String request) throws IOException {
    try (var client = new Client()) {
      client.send(bytes(request));
      return client.rest();
    }
  }

  private final class Client implements AutoCloseable {
    private final Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), endpoint.address().getPort());

    Client() throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
