package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Push consumers over raw frames: interest, heartbeats, flow control, slow readers, lost history.
 */
@Timeout(60)
class PushConsumerTest {
  private ServedStore served;
  private RawClient client;
  private Bucket bucket;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    client = served.raw().connect();
    bucket = served.store().createBucket(BucketConfig.builder("B").history(1).build());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private String create(String name, String more) throws IOException {
    String config =
        "{\"stream_name\":\"KV_B\",\"config\":{\"name\":\""
            + name
            + "\",\"deliver_subject\":\"_D."
            + name
            + "\",\"filter_subject\":\"$KV.B.>\""
            + more
            + "}}";
    return client.request("$JS.API.CONSUMER.CREATE.KV_B." + name + ".$KV.B.>", config);
  }

  private void put(String key, int bytes) throws Exception {
    bucket.put(key, Bytes.wrap(new byte[bytes]));
  }

  private static long pending(Received message) {
    return Long.parseLong(message.replyTo().substring(message.replyTo().lastIndexOf('.') + 1));
  }

  @Test
  @Tag("W121")
  void shouldBeatWhileThereIsInterestAndTellWhatWasDelivered() throws Exception {
    put("a", 1);
    create("c", ",\"idle_heartbeat\":100000000");
    client.send("SUB _D.c 5\r\n");

    Received first = client.message();
    Received beat = client.message();
    Received again = client.message();

    assertEquals("$KV.B.a", first.subject());
    assertEquals("_D.c", beat.subject());
    assertEquals("", beat.replyTo());
    assertEquals(
        "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n",
        beat.headers());
    assertEquals(beat.headers(), again.headers());
    client.send("UNSUB 5\r\n");
    client.untilPong();
    client.patience(Duration.ofMillis(350));
    assertThrows(SocketTimeoutException.class, client::line);
  }

  @Test
  @Tag("W122")
  void shouldStallAtTheWindowUntilTheClientAnswersFlowControl() throws Exception {
    for (int i = 0; i < 60; i++) {
      put("k" + i, 100_000);
    }
    client.send("SUB _D.c 5\r\n");
    create("c", ",\"flow_control\":true,\"idle_heartbeat\":200000000");

    int received = 0;
    int askedAfter = 0;
    String request = "";
    while (true) {
      Received message = client.message();
      if (message.headers().contains("FlowControl Request")) {
        askedAfter = received;
        request = message.replyTo();
      } else if (message.headers().contains("Idle Heartbeat")) {
        assertTrue(
            message.headers().contains("Nats-Consumer-Stalled: " + request), message.headers());
        break;
      } else {
        received++;
      }
    }

    assertEquals(11, askedAfter);
    assertEquals(21, received);
    while (received < 60) {
      client.send("PUB " + request + " 0\r\n\r\n");
      for (Received message = client.message(); ; message = client.message()) {
        if (message.headers().contains("FlowControl Request")) {
          request = message.replyTo();
          break;
        }
        if (message.headers().isEmpty() && ++received == 60) {
          assertEquals(0, pending(message));
          break;
        }
      }
    }
    assertEquals(60, received);
  }

  @Test
  @Tag("W122")
  void shouldDeliverAHundredMegabytesWithFlowControl() throws Exception {
    int entries = 400;
    for (int i = 0; i < entries; i++) {
      put("k" + i, 250_000);
    }
    client.send("SUB _D.c 5\r\n");
    create("c", ",\"flow_control\":true,\"idle_heartbeat\":5000000000");

    long expected = 1;
    while (expected <= entries) {
      Received message = client.message();
      if (message.headers().contains("FlowControl Request")) {
        client.send("PUB " + message.replyTo() + " 0\r\n\r\n");
      } else if (message.headers().isEmpty()) {
        assertEquals("$KV.B.k" + (expected - 1), message.subject());
        assertEquals(entries - expected, pending(message));
        expected++;
      }
    }
  }

  @Test
  @Tag("W123")
  void shouldStopWithoutInterestGoOnWhenItReturnsAndEndWhenItDoesNot() throws Exception {
    create("c", ",\"inactive_threshold\":400000000");
    client.send("SUB _D.c 5\r\n");
    put("a", 1);
    assertEquals("$KV.B.a", client.message().subject());
    client.send("UNSUB 5\r\n");
    assertEquals("", client.untilPong());
    put("b", 1);
    client.send("SUB _D.c 6\r\n");

    Received next = client.message();
    assertEquals("$KV.B.b", next.subject());
    assertEquals("6", next.sid());
    assertTrue(next.replyTo().startsWith("$JS.ACK.KV_B.c.1.2.2."), next.replyTo());
    client.send("UNSUB 6\r\n");
    RecordingWatcher.await(
        () -> client.request("$JS.API.STREAM.INFO.KV_B", "").contains("\"consumer_count\":0"));
    assertTrue(client.request("$JS.API.CONSUMER.INFO.KV_B.c", "").contains("10014"));
  }

  @Test
  @Tag("W123")
  void shouldEndAConsumerThatNobodyEverSubscribedTo() throws Exception {
    create("c", ",\"inactive_threshold\":100000000");

    RecordingWatcher.await(
        () -> client.request("$JS.API.CONSUMER.INFO.KV_B.c", "").contains("10014"));
  }

  @Test
  @Tag("W113")
  void shouldKeepPendingAndDeliveredInBalance() throws Exception {
    for (int i = 0; i < 500; i++) {
      put("k" + i, 10);
    }
    RawClient asking = served.raw().connect();
    client.send("SUB _D.c 5\r\n");
    create("c", ",\"deliver_policy\":\"last_per_subject\"");
    for (int i = 0; i < 20; i++) {
      Map<String, Object> info =
          JSON.std.mapFrom(asking.request("$JS.API.CONSUMER.INFO.KV_B.c", ""));
      Map<?, ?> delivered = (Map<?, ?>) info.get("delivered");
      long sum =
          number(info.get("num_pending"))
              + number(delivered == null ? null : delivered.get("consumer_seq"));
      assertEquals(500, sum);
    }
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }

  @Test
  @Tag("W116")
  void shouldEndWithTheNewestOfEveryKeyUnderConcurrentWrites() throws Exception {
    for (int i = 0; i < 200; i++) {
      put("k" + i, 1);
    }
    var writer = CompletableFuture.runAsync(this::writeTwoThousand);
    client.send("SUB _D.c 5\r\n");
    create("c", ",\"deliver_policy\":\"last_per_subject\"");

    Map<String, String> newest = new HashMap<>();
    long consumerSequence = 0;
    long lastRevision = 0;
    String subject = "";
    while (!subject.equals("$KV.B.end")) {
      Received message = client.message();
      String[] ack = message.replyTo().split("\\.", -1);
      assertEquals(9, ack.length);
      assertEquals(++consumerSequence, Long.parseLong(ack[6]));
      assertTrue(Long.parseLong(ack[5]) > lastRevision, "revisions go back");
      lastRevision = Long.parseLong(ack[5]);
      subject = message.subject();
      newest.put(subject, message.payload());
    }
    writer.join();

    assertEquals(201, newest.size());
    for (int k = 0; k < 200; k++) {
      assertEquals("v" + (1800 + k), newest.get("$KV.B.k" + k));
    }
  }

  private void writeTwoThousand() {
    try {
      for (int i = 0; i < 2_000; i++) {
        bucket.put("k" + i % 200, Bytes.utf8("v" + i));
      }
      bucket.put("end", Bytes.utf8("end"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Tag("W127")
  void shouldNotDelayOthersBehindASlowWatcher() throws Exception {
    for (int i = 0; i < 300; i++) {
      put("k" + i, 100_000);
    }
    RawClient slow = served.raw().connect();
    slow.send("SUB _D.c 5\r\n");
    slow.untilPong();
    create("c", "");

    for (int i = 0; i < 200; i++) {
      client.send("SUB _A 7\r\nPUB $KV.B.other _A 1\r\nx\r\n");
      assertTrue(client.message().payload().contains("\"seq\""));
      client.send("UNSUB 7\r\n");
    }
    slow.send("PING\r\n");
    int delivered = 0;
    while (delivered < 301) {
      String line = slow.line();
      if (!line.equals("PONG")) {
        slow.message(line);
        delivered++;
      }
    }
  }

  @Test
  @Tag("W117")
  void shouldGoOnWithWhatIsRetainedWhenHistoryWasLost() throws Exception {
    for (int i = 0; i < 10; i++) {
      put("k" + i, 1);
    }
    client.request("$JS.API.STREAM.PURGE.KV_B", "{\"filter\":\"$KV.B.k7\"}");
    client.request("$JS.API.STREAM.PURGE.KV_B", "{\"filter\":\"$KV.B.k2\"}");
    client.send("SUB _D.c 5\r\n");
    create("c", ",\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":2");
    put("late", 1);

    List<String> subjects = new ArrayList<>();
    List<Long> pending = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Received message = client.message();
      subjects.add(message.subject().substring("$KV.B.".length()));
      pending.add(pending(message));
    }
    assertEquals(List.of("k1", "k3", "k4", "k5", "k6", "k8", "k9", "late"), subjects);
    assertEquals(0, pending.get(7));
  }
}
