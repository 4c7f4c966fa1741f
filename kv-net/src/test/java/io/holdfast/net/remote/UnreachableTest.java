package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a caller reads when no server could be reached. */
class UnreachableTest {
  @Test
  void shouldTellAnUnknownHost() {
    String said = said("nats://no-such-host.invalid:4222");

    assertEquals(
        "no server answers at nats://no-such-host.invalid:4222: host 'no-such-host.invalid' is unknown, check its spelling",
        said);
  }

  @Test
  void shouldTellAPortThatNobodyListensOn() throws IOException {
    int free;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = probe.getLocalPort();
    }

    String said = said("nats://127.0.0.1:" + free);

    assertTrue(said.contains("nothing listens on port " + free + " of host '127.0.0.1'"), said);
  }

  @Test
  void shouldTellSomethingThatIsNoNatsServer() throws IOException {
    try (var mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      String said = said("nats://127.0.0.1:" + mute.getLocalPort());

      assertTrue(said.contains("something listens there, but it has not greeted"), said);
      assertTrue(said.contains("within 200ms"), said);
    }
  }

  private static String said(String url) {
    var options = RemoteOptions.to(url).connectTimeout(Duration.ofMillis(200)).build();
    var failure = assertThrows(UnavailableException.class, () -> RemoteStore.connect(options));
    return String.valueOf(failure.getMessage());
  }
}
