package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.ServedStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that name a domain. */
@Timeout(60)
class DomainTest {
  private ServedStore served;
  private RawClient client;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    client = served.raw().connect();
    served.store().createBucket(BucketConfig.builder("B").build());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  @Tag("W133")
  void shouldAnswerTheApiAndStoreKeysUnderADomain() throws Exception {
    assertTrue(client.request("$JS.hub.API.STREAM.INFO.KV_B", "").contains("stream_info_response"));

    String ack = client.request("$JS.hub.API.$KV.B.some.key", "v");

    assertEquals("{\"stream\":\"KV_B\",\"seq\":1}", ack);
    assertEquals("v", client.request("$JS.hub.API.DIRECT.GET.KV_B.$KV.B.some.key", ""));
    assertEquals("v", client.request("$JS.API.DIRECT.GET.KV_B.$KV.B.some.key", ""));
    client.send("SUB _W 5\r\n");
    client.request(
        "$JS.hub.API.CONSUMER.CREATE.KV_B.c.$KV.B.>",
        "{\"stream_name\":\"KV_B\",\"config\":{\"name\":\"c\",\"deliver_subject\":\"_X\",\"filter_subject\":\"$KV.B.>\"}}");
    client.send("SUB _X 6\r\n");
    assertEquals("$KV.B.some.key", client.message().subject());
  }

  @Test
  @Tag("W133")
  void shouldTellThatNobodyAnswersWhatIsNoApi() throws Exception {
    client.send("SUB _R 1\r\nPUB $JS.hub.OTHER.INFO _R 0\r\n\r\nPUB $JS.ACK.API.x _R 0\r\n\r\n");

    assertTrue(client.message().headers().startsWith("NATS/1.0 503\r\n"));
    assertEquals("", client.untilPong());
  }
}
