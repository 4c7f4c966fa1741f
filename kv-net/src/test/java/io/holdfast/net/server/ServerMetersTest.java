package io.holdfast.net.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldShowZeroBeforeAnybodyConnects() {
    try (var served = ServedStore.start(options -> options.meters(registry))) {
      assertTrue(served.port() > 0);
      assertEquals(0, gauge("holdfast.server.connections"));
      assertEquals(0, gauge("holdfast.server.subscriptions"));
      assertEquals(0, gauge("holdfast.server.consumers"));
      assertEquals(0, counter("holdfast.server.received"));
      assertEquals(0, counter("holdfast.server.messages.out"));
      assertEquals(0, errors("slow"));
      assertEquals(0, errors("protocol"));
    }
    assertNull(registry.find("holdfast.server.connections").gauge());
  }

  @Test
  void shouldCountClientsAndTheirTraffic() throws IOException {
    try (var served = ServedStore.start(options -> options.meters(registry))) {
      talkAndLeave(served);
      awaitNobody();
      assertEquals(0, gauge("holdfast.server.subscriptions"));
    }
  }

  private void talkAndLeave(ServedStore served) throws IOException {
    try (RawClient client = served.raw().connect()) {
      client.send("SUB news 1\r\nPUB news 5\r\nhello\r\n");
      assertEquals("hello", client.message().payload());

      assertEquals(1, gauge("holdfast.server.connections"));
      assertEquals(1, counter("holdfast.server.accepted"));
      assertEquals(1, gauge("holdfast.server.subscriptions"));
      assertEquals(1, counter("holdfast.server.messages.in"));
      assertEquals(1, counter("holdfast.server.messages.out"));
      assertTrue(counter("holdfast.server.received") >= 30);
      assertTrue(counter("holdfast.server.sent") >= 20);
    }
  }

  @Test
  void shouldCountErrorsByTheirKind() throws IOException {
    try (var served = ServedStore.start(options -> options.meters(registry));
        RawClient client = served.raw().connect()) {
      client.send("SUB a..b 1\r\n");
      client.untilPong();
      client.send("NONSENSE\r\n");
      client.drain();

      assertEquals(1, errors("subject"));
      assertEquals(1, errors("protocol"));
      assertEquals(0, errors("other"));
    }
  }

  @Test
  void shouldCountAViolationThatTheClientIsToldNothingOf() throws IOException {
    try (var served = ServedStore.start(options -> options.meters(registry));
        RawClient client = served.raw().connect()) {
      client.send("PUB a -1\r\n");
      client.drain();

      assertEquals(1, errors("protocol"));
    }
  }

  /** Sends far more than the limit and what the system's socket buffers take. */
  @Test
  void shouldCountAClientThatIsGivenUpForItsBacklog() throws IOException {
    int limit = 2 * 1024 * 1024;
    try (var served =
            ServedStore.start(options -> options.meters(registry).maxPendingBytes(limit));
        RawClient slow = served.raw().connect();
        RawClient writer = served.raw().connect()) {
      slow.send("SUB flood 1\r\n").untilPong();
      for (int i = 0; i < 400 && errors("slow") == 0; i++) {
        writer.send("PUB flood 65536\r\n" + "x".repeat(65536) + "\r\n").untilPong();
      }

      assertEquals(1, errors("slow"));
    }
  }

  private void awaitNobody() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (gauge("holdfast.server.connections") > 0) {
      assertTrue(System.nanoTime() < deadline, "a closed connection still counts after 20 s");
      Eventually.pass(Duration.ofMillis(10));
    }
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double counter(String name) {
    return registry.get(name).counter().count();
  }

  private double errors(String kind) {
    return registry.get("holdfast.server.errors").tag("kind", kind).counter().count();
  }
}
