package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.net.server.ServedStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bounds a publish: sizes, full buckets, known message ids; and which is told first. */
@Timeout(60)
class PublishLimitsTest {
  private final VirtualScheduler time = new VirtualScheduler(1);
  private final ServedStore served = ServedStore.inTimeOf(time);
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Wire.to(served);
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  @Tag("W93")
  void shouldCountHeadersAndBodyAgainstTheLargestMessage() throws IOException {
    wire.bucket("B", "'max_msg_size':40");
    String header = "A: b"; // 18 bytes with its block

    assertEquals(1, wire.put("$KV.B.k", "x".repeat(40)));
    assertEquals(2, wire.put("$KV.B.k", "x".repeat(22), header));
    Answer body = wire.publish("$KV.B.k", "x".repeat(41));
    Answer both = wire.publish("$KV.B.k", "x".repeat(23), header);
    assertEquals("400/10054 message size exceeds maximum allowed", body.error());
    assertEquals("400/10054 message size exceeds maximum allowed", both.error());
  }

  @Test
  @Tag("W93")
  void shouldRefuseWhatAFullBucketHasNoRoomForButLetItBeEmptied() throws IOException {
    wire.bucket("B", "'max_bytes':1000,'max_msgs_per_subject':5");
    wire.put("$KV.B.a", "x".repeat(900));

    Answer refused = wire.publish("$KV.B.b", "x".repeat(200));

    assertEquals("503/10077 maximum bytes exceeded", refused.error());
    wire.put("$KV.B.a", "", "KV-Operation: PURGE", "Nats-Rollup: sub");
    wire.put("$KV.B.b", "x".repeat(200));
  }

  @Test
  @Tag("W93")
  void shouldDropTheOldestWhereThatIsAskedFor() throws IOException {
    wire.bucket("B", "'max_bytes':1000,'discard':'old'");
    for (String key : new String[] {"a", "b", "c"}) {
      wire.put("$KV.B." + key, "x".repeat(400));
    }

    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B").success();

    assertEquals(2, info.number("state.messages"));
    assertEquals(2, info.number("state.first_seq"));
  }

  @Test
  @Tag("W94")
  void shouldRefuseAHeaderBlockAbove64KiB() throws IOException {
    wire.bucket("B", "");
    int frame = "NATS/1.0\r\nA: \r\n\r\n".length();

    assertEquals(1, wire.put("$KV.B.k", "v", "A: " + "x".repeat(65_535 - frame)));
    Answer refused = wire.publish("$KV.B.k", "v", "A: " + "x".repeat(65_536 - frame));
    assertEquals("400/10097 header size exceeds maximum allowed of 64k", refused.error());
  }

  @Test
  @Tag("W95")
  void shouldStoreAKnownMessageIdOnceWithinTheWindow() throws IOException {
    wire.bucket("B", "'duplicate_window':10000000000,'max_msgs_per_subject':5");
    String id = "Nats-Msg-Id: m";

    wire.put("$KV.B.k", "first", id);
    time.advance(Duration.ofSeconds(9));
    Answer again = wire.publish("$KV.B.other", "second", id);
    assertEquals(Map.of("stream", "KV_B", "seq", 1, "duplicate", true), again.fields());
    assertEquals(1, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.messages"));

    time.advance(Duration.ofSeconds(2));
    assertEquals(2, wire.put("$KV.B.k", "later", id), "the window is over");
    assertEquals(3, wire.put("$KV.B.k", "other", "Nats-Msg-Id: n"));
  }

  @Test
  @Tag("W95")
  void shouldRememberNoMessageIdOfARefusedPublish() throws IOException {
    wire.bucket("B", "");
    String id = "Nats-Msg-Id: m";

    Answer refused = wire.publish("$KV.B.k", "v", id, "Nats-Expected-Last-Subject-Sequence: 5");

    assertEquals("400/10071", refused.errorCodes());
    assertEquals(1, wire.put("$KV.B.k", "v", id));
  }

  @Test
  @Tag("W96")
  void shouldAnswerADuplicateBeforeItsConditions() throws IOException {
    wire.bucket("B", "");
    String[] create = {"Nats-Msg-Id: m", "Nats-Expected-Last-Subject-Sequence: 0"};
    wire.put("$KV.B.k", "v", create);
    wire.put("$KV.B.k", "changed meanwhile");

    Answer again = wire.publish("$KV.B.k", "v", create).success();

    assertEquals(1, again.number("seq"));
    assertEquals(true, again.at("duplicate"));
  }

  @Test
  @Tag("W85")
  void shouldTellTheFirstOfSeveralFaults() throws IOException {
    wire.bucket("B", "'max_msg_size':100,'max_bytes':100,'allow_rollup_hdrs':false");
    String stream = "Nats-Expected-Stream: KV_C";
    String ttl = "Nats-TTL: 10s";
    String sequence = "Nats-Expected-Last-Subject-Sequence: 5";
    String rollup = "Nats-Rollup: sub";
    String large = "x".repeat(150);

    assertEquals("400/10060", refused(large, rollup, sequence, ttl, stream));
    assertEquals("400/10166", refused(large, rollup, sequence, ttl));
    assertEquals("400/10071", refused(large, rollup, sequence));
    assertEquals("500/10111", refused(large, rollup));
    assertEquals("400/10054", refused(large));
    assertEquals("503/10077", refused("x".repeat(100)));
  }

  private String refused(String body, String... headers) throws IOException {
    return wire.publish("$KV.B.k", body, headers).errorCodes();
  }
}
