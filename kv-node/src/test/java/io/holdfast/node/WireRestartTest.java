package io.holdfast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.BucketConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a NATS client that retries is told by a node that was restarted in between. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WireRestartTest {
  /** Far longer than an ack takes, so that a missing one fails. */
  private static final int PATIENCE_MILLIS = 20_000;

  @TempDir Path directory;

  @Test
  @Tag("W95")
  void shouldKnowAMessageIdFromBeforeTheRestart() throws Exception {
    try (var node = start()) {
      node.store().createBucket(BucketConfig.of("B"));
      node.store().bucket("B").put("other", "v");
      assertEquals("{\"stream\":\"KV_B\",\"seq\":2}", publish(node, "m"));
    }
    try (var node = start()) {
      assertEquals("{\"stream\":\"KV_B\",\"seq\":2,\"duplicate\":true}", publish(node, "m"));
      assertEquals("{\"stream\":\"KV_B\",\"seq\":3}", publish(node, "n"));
    }
  }

  private HoldfastNode start() throws InterruptedException {
    return HoldfastNode.builder().data(directory).listen(0).start();
  }

  /** Publishes to a key with a message id, and returns the ack. */
  private static String publish(HoldfastNode node, String id) throws IOException {
    String headers = "NATS/1.0\r\nNats-Msg-Id: " + id + "\r\n\r\n";
    int port = node.address().orElseThrow().getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String frames =
          "CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB ack 1\r\nHPUB $KV.B.k ack "
              + headers.length()
              + " "
              + (headers.length() + 1)
              + "\r\n"
              + headers
              + "v\r\n";
      socket.getOutputStream().write(frames.getBytes(StandardCharsets.UTF_8));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      while (line != null && !line.startsWith("MSG ack ")) {
        line = in.readLine();
      }
      return String.valueOf(in.readLine());
    }
  }
}
