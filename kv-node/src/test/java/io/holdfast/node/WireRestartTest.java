package io.holdfast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  @Tag("W125")
  void shouldGoOnWithTheConsumersFromBeforeTheRestart() throws Exception {
    String config =
        "{\"stream_name\":\"KV_B\",\"config\":{\"name\":\"c\",\"deliver_subject\":\"_D\",\"filter_subject\":\"$KV.B.>\","
            + "\"inactive_threshold\":300000000000}}";
    try (var node = start()) {
      node.store().createBucket(BucketConfig.of("B")).put("k", "v");
      String made = ask(node, "PUB $JS.API.CONSUMER.CREATE.KV_B.c.$KV.B.> ack", "", config);
      assertTrue(made.contains("\"num_pending\":1"), made);
    }
    try (var node = start()) {
      String info = ask(node, "PUB $JS.API.CONSUMER.INFO.KV_B.c ack", "", "");
      assertTrue(info.contains("\"num_pending\":1"), info);
    }
  }

  private HoldfastNode start() throws InterruptedException {
    return HoldfastNode.builder().data(directory).listen(0).start();
  }

  /** Publishes to a key with a message id, and returns the ack. */
  private static String publish(HoldfastNode node, String id) throws IOException {
    String headers = "NATS/1.0\r\nNats-Msg-Id: " + id + "\r\n\r\n";
    return ask(node, "HPUB $KV.B.k ack " + headers.length(), headers, "v");
  }

  /** Sends a frame, its last length left out, and returns the payload of the answer. */
  private static String ask(HoldfastNode node, String verb, String headers, String body)
      throws IOException {
    int port = node.address().orElseThrow().getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String frames =
          "CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB ack 1\r\n"
              + verb
              + " "
              + (headers.length() + body.length())
              + "\r\n"
              + headers
              + body
              + "\r\n";
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
