package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publishes and their acks: sequences, expectations, history and roll-ups. */
@Timeout(60)
class PublishTest {
  private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence:";

  private final ServedStore served = ServedStore.start();
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Wire.to(served);
    wire.bucket("B", "'max_msgs_per_subject':3");
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  @Tag("W81")
  void shouldAcknowledgeWithStreamAndSequenceAlone() throws IOException {
    Answer stored = wire.publish("$KV.B.k", "v");
    Answer refused = wire.publish("$KV.B.k", "v", EXPECTED + " 7");

    assertEquals(Map.of("stream", "KV_B", "seq", 1), stored.fields());
    assertEquals("KV_B", refused.text("stream"));
    assertEquals(0, refused.number("seq"));
    assertEquals("400/10071 wrong last sequence: 1", refused.error());
  }

  @Test
  @Tag("W82")
  void shouldCountAcrossSubjectsAndGiveRefusedWritesNone() throws IOException {
    assertEquals(1, wire.put("$KV.B.a", "v"));
    assertEquals(2, wire.put("$KV.B.b", "v"));
    assertEquals("400/10071", wire.publish("$KV.B.a", "v", EXPECTED + "9").errorCodes());
    assertEquals("400/10165", wire.publish("$KV.B.a", "v", "Nats-TTL: abc").errorCodes());
    assertEquals("500/10111", wire.publish("$KV.B.a", "v", "Nats-Rollup: x").errorCodes());
    assertEquals(3, wire.put("$KV.B.a", "v"));
  }

  @Test
  @Tag("W97")
  void shouldStoreSilentlyWithoutAReplySubject() throws IOException {
    wire.post("$KV.B.k", "v");
    wire.post("$KV.B.k", "refused", EXPECTED + " 7");

    assertEquals(2, wire.put("$KV.B.k", "next"));
    assertEquals(0, wire.delivered().size());
  }

  @Test
  @Tag("W98")
  void shouldGiveOneConnectionsPublishesTheirSequencesInOrder() throws IOException {
    wire.subscribe("acks.*", "7");
    var frames = new StringBuilder();
    for (int i = 1; i <= 500; i++) {
      frames.append("PUB $KV.B.k" + i % 7 + " acks." + i + " 1\r\nv\r\n");
    }
    wire.raw().send(frames.toString());

    for (int i = 1; i <= 500; i++) {
      var ack = wire.next();
      assertEquals("acks." + i, ack.subject());
      assertEquals(i, Answer.parse(ack.payload()).success().number("seq"));
    }
  }

  @Test
  @Tag("W83")
  @Tag("W84")
  @Tag("W85")
  void shouldAcceptOnlyTheExpectedSequence() throws IOException {
    assertEquals(1, wire.put("$KV.B.k", "v", EXPECTED + "0"));
    assertEquals(2, wire.put("$KV.B.other", "v"));
    assertEquals(3, wire.put("$KV.B.k", "v", EXPECTED + "1"));
    assertEquals(4, wire.put("$KV.B.k", "v", EXPECTED + "   3  "));

    for (String wrong : new String[] {"0", "3", "5", "-1", "banana", "99999999999999999999"}) {
      Answer refused = wire.publish("$KV.B.k", "v", EXPECTED + wrong);
      assertEquals("400/10071 wrong last sequence: 4", refused.error(), wrong);
    }
    Answer absent = wire.publish("$KV.B.none", "v", EXPECTED + "1");
    assertEquals("400/10071 wrong last sequence: 0", absent.error());
  }

  @Test
  @Tag("W86")
  void shouldTakeAMarkerForAMessage() throws IOException {
    wire.put("$KV.B.d", "", "KV-Operation: DEL");
    wire.put("$KV.B.p", "", "KV-Operation: PURGE", "Nats-Rollup: sub");

    assertEquals("400/10071", wire.publish("$KV.B.d", "v", EXPECTED + "0").errorCodes());
    assertEquals("400/10071", wire.publish("$KV.B.p", "v", EXPECTED + "0").errorCodes());
    assertEquals(3, wire.put("$KV.B.d", "v", EXPECTED + "1"));
    assertEquals(4, wire.put("$KV.B.p", "v", EXPECTED + "2"));
  }

  @ParameterizedTest
  @CsvSource({
    "Nats-Expected-Last-Sequence: 2, ''",
    "Nats-Expected-Last-Sequence: 1, 400/10071 wrong last sequence: 2",
    "Nats-Expected-Stream: KV_B, ''",
    "Nats-Expected-Stream: KV_C, 400/10060 expected stream does not match",
    "Nats-Expected-Last-Msg-Id: m, ''",
    "Nats-Expected-Last-Msg-Id: x, 400/10070 wrong last msg ID: x"
  })
  @Tag("W89")
  void shouldHoldTheOtherExpectations(String header, String error) throws IOException {
    wire.put("$KV.B.k", "v");
    wire.put("$KV.B.k", "v", "Nats-Msg-Id: m");

    assertEquals(error, wire.publish("$KV.B.k", "v", header).error());
  }

  @Test
  @Tag("W89")
  void shouldExpectASequenceOfAnotherSubject() throws IOException {
    String other = EXPECTED.replace(":", "-Subject: ");
    wire.put("$KV.B.a.x", "v");
    wire.put("$KV.B.a.y", "v");

    assertEquals(3, wire.put("$KV.B.k", "v", EXPECTED + "1", other + "$KV.B.a.x"));
    assertEquals(4, wire.put("$KV.B.k", "v", EXPECTED + "2", other + "$KV.B.a.*"));
    assertEquals(5, wire.put("$KV.B.k", "v", EXPECTED + "0", other + "$KV.B.none"));
    assertEquals(6, wire.put("$KV.B.k", "v", EXPECTED + "0", other + "$KV.C.k"));
    Answer wrong = wire.publish("$KV.B.k", "v", EXPECTED + "1", other + "$KV.B.a.*");
    assertEquals("400/10071 wrong last sequence: 2", wrong.error());
    Answer alone = wire.publish("$KV.B.k", "v", other + "$KV.B.a.x");
    assertEquals(
        "400/10193 missing sequence for expected last sequence per subject", alone.error());
  }

  @Test
  @Tag("W90")
  void shouldKeepExactlyTheNewestOfEachKey() throws IOException {
    for (int i = 1; i <= 10; i++) {
      wire.put("$KV.B.k", "v" + i);
      wire.put("$KV.B.other", "v" + i);
    }

    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B", "{'subjects_filter':'>'}").success();

    assertEquals(Map.of("$KV.B.k", 3, "$KV.B.other", 3), info.at("state.subjects"));
    assertEquals(15, info.number("state.first_seq"));
    Answer oldest = wire.request("$JS.API.STREAM.MSG.GET.KV_B", "{'next_by_subj':'$KV.B.k'}");
    assertEquals(15, oldest.number("message.seq"));
  }

  @Test
  @Tag("W91")
  void shouldLeaveOnlyTheNewMessageOfARolledUpSubject() throws IOException {
    for (String key : new String[] {"k", "k", "other", "k.below"}) {
      wire.put("$KV.B." + key, "v");
    }

    assertEquals(5, wire.put("$KV.B.k", "new", "Nats-Rollup: SUB"));
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B", "{'subjects_filter':'>'}").success();
    assertEquals(
        Map.of("$KV.B.k", 1, "$KV.B.other", 1, "$KV.B.k.below", 1), info.at("state.subjects"));

    assertEquals(6, wire.put("$KV.B.k", "all", "Nats-Rollup: all"));
    Answer rolled = wire.request("$JS.API.STREAM.INFO.KV_B").success();
    assertEquals(1, rolled.number("state.messages"));
    assertEquals(6, rolled.number("state.first_seq"));
  }

  @Test
  @Tag("W92")
  void shouldRefuseARollUpWhereNoneIsAllowed() throws IOException {
    wire.bucket("N", "'allow_rollup_hdrs':false");
    wire.put("$KV.N.k", "v");

    Answer sub = wire.publish("$KV.N.k", "v", "Nats-Rollup: sub");
    Answer purge = wire.publish("$KV.N.k", "", "KV-Operation: PURGE", "Nats-Rollup: sub");
    Answer other = wire.publish("$KV.B.k", "v", "Nats-Rollup: some");

    assertEquals("500/10111 rollup not permitted", sub.error());
    assertEquals("500/10111 rollup not permitted", purge.error());
    assertEquals("500/10111 rollup value invalid: \"some\"", other.error());
    assertEquals(1, wire.request("$JS.API.STREAM.INFO.KV_N").number("state.last_seq"));
  }

  @ParameterizedTest
  @CsvSource({
    "Nats-Batch-Id: b, 400/10174 atomic publish is disabled",
    "Nats-Schedule: @every 1s, 400/10188 message schedules is disabled",
    "Nats-Incr: 1, 400/10168 message counters is disabled",
    "Nats-Stream-Source: KV_A 1 > > k, 400/10227 message stream source header is not allowed"
  })
  @Tag("W81")
  void shouldNotStoreAsSomethingElseWhatNoBucketDoes(String header, String error)
      throws IOException {
    assertEquals(error, wire.publish("$KV.B.k", "1", header).error());
    assertEquals(0, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.messages"));
  }

  @Test
  @Tag("W81")
  void shouldRefuseAMarkerWithAValueRatherThanLoseTheValue() throws IOException {
    Answer refused = wire.publish("$KV.B.k", "precious", "KV-Operation: DEL");

    assertEquals("400/10003", refused.errorCodes());
    assertTrue(refused.text("error.description").contains("has no value"), refused.json());
  }

  @Test
  @Tag("W81")
  void shouldRefuseAKeyThatNoFilterCanName() throws IOException {
    for (String key : new String[] {"*", "a.*", ">", "a.>", "*.b"}) {
      assertEquals("400/10003", wire.publish("$KV.B." + key, "v").errorCodes(), key);
    }
    assertEquals("503", wire.ask("$KV.B.a..b", "v").status());
    assertEquals(1, wire.put("$KV.B.a*.b>c.größe", "v"), "wildcards only as whole tokens");
  }
}
