package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishes that are stored together or not at all. */
@Timeout(60)
class AtomicBatchTest {
  private final VirtualScheduler time = new VirtualScheduler(1);
  private final ServedStore served = ServedStore.inTimeOf(time);
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Wire.to(served);
    wire.bucket("B", "'allow_atomic':true,'max_msgs_per_subject':5");
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  @Tag("W109")
  void shouldStoreABatchAtConsecutiveSequencesWhenItIsCommitted() throws IOException {
    wire.put("$KV.B.before", "x");

    assertEquals("", wire.ask("$KV.B.a", "1", of("b", 1)).payload());
    wire.post("$KV.B.b", "2", of("b", 2));
    wire.put("$KV.B.between", "x");
    assertEquals("404 Message Not Found", get("a"));
    Answer ack = wire.publish("$KV.B.a", "3", of("b", 3, "Nats-Batch-Commit: 1")).success();

    assertEquals("{\"stream\":\"KV_B\",\"seq\":5,\"batch\":\"b\",\"count\":3}", ack.json());
    assertEquals("1 2 3", at(3) + " " + at(4) + " " + at(5));
    assertEquals(
        1, wire.publish("$KV.B.c", "4", of("b", 1, "Nats-Batch-Commit: 1")).number("count"));
  }

  @Test
  @Tag("W109")
  void shouldCommitWithoutTheMessageThatSaysSo() throws IOException {
    wire.post("$KV.B.a", "1", of("b", 1));

    Answer ack = wire.publish("$KV.B.a", "", of("b", 2, "Nats-Batch-Commit: eob")).success();

    assertEquals(1, ack.number("seq"));
    assertEquals(1, ack.number("count"));
    assertEquals(1, lastSequence());
  }

  @Test
  @Tag("W109")
  void shouldStoreNothingWhereOneConditionFailsAgainstTheStateBefore() throws IOException {
    wire.put("$KV.B.a", "old");
    String expected = "Nats-Expected-Last-Subject-Sequence: ";

    wire.post("$KV.B.a", "new", of("b", 1, expected + 1));
    wire.post("$KV.B.b", "new", of("b", 2, expected + 7));
    Answer refused = wire.publish("$KV.B.c", "new", of("b", 3, "Nats-Batch-Commit: 1"));

    assertEquals("400/10071 wrong last sequence: 0", refused.error());
    assertEquals(1, lastSequence());
    wire.post("$KV.B.a", "new", of("b", 1, expected + 1, "Nats-Expected-Last-Sequence: 1"));
    assertEquals(
        3,
        wire.publish("$KV.B.b", "new", of("b", 2, expected + 0, "Nats-Batch-Commit: 1"))
            .success()
            .number("seq"));
  }

  @Test
  @Tag("W109")
  void shouldRefuseConditionsOnWhatTheBatchItselfChanges() throws IOException {
    assertEquals("400/10164", second("Nats-Expected-Last-Subject-Sequence: 0").errorCodes());
    assertEquals("400/10164", second("Nats-Expected-Last-Sequence: 0").errorCodes());
    assertEquals(
        "400/10164",
        second(
                "Nats-Expected-Last-Subject-Sequence: 0",
                "Nats-Expected-Last-Subject-Sequence-Subject: $KV.B.*")
            .errorCodes());
    assertEquals("500/10111", second("Nats-Rollup: sub").errorCodes());
    assertEquals("500/10111", second("Nats-Rollup: all").errorCodes());
    assertEquals(
        "400/10177 atomic publish unsupported header used: Nats-Expected-Last-Msg-Id",
        second("Nats-Expected-Last-Msg-Id: x").error());
    assertEquals("400/10165", second("Nats-TTL: abc").errorCodes());
    assertEquals("400/10060", second("Nats-Expected-Stream: KV_C").errorCodes());
    assertEquals(0, lastSequence());
  }

  @Test
  @Tag("W109")
  void shouldAnswerARepeatedBatchAsTheFirstTime() throws IOException {
    Answer first = second("Nats-Msg-Id: m").success();
    Answer again = second("Nats-Msg-Id: m").success();

    assertEquals(first.number("seq"), again.number("seq"));
    assertEquals(true, again.at("duplicate"));
    assertEquals(2, lastSequence());
    wire.post("$KV.B.a", "1", of("b", 1, "Nats-Msg-Id: n"));
    assertEquals(
        "400/10177", wire.publish("$KV.B.a", "2", of("b", 2, "Nats-Batch-Commit: 1")).errorCodes());
  }

  @Test
  @Tag("W109")
  void shouldRefuseABatchThatIsNotWhole() throws IOException {
    assertEquals("400/10175", wire.publish("$KV.B.a", "1", "Nats-Batch-Id: b").errorCodes());
    assertEquals("400/10176", wire.publish("$KV.B.a", "1", of("b", 2)).errorCodes());
    assertEquals(
        "400/10176",
        wire.publish("$KV.B.a", "", of("b", 1, "Nats-Batch-Commit: eob")).errorCodes());
    wire.post("$KV.B.a", "1", of("b", 1));
    assertEquals("400/10176", wire.publish("$KV.B.a", "3", of("b", 3)).errorCodes());
    assertEquals(
        "400/10176", wire.publish("$KV.B.a", "2", of("b", 2, "Nats-Batch-Commit: 1")).errorCodes());
    wire.post("$KV.B.a", "1", of("b", 1));
    assertEquals(
        "400/10200", wire.publish("$KV.B.a", "2", of("b", 2, "Nats-Batch-Commit: 2")).errorCodes());
    assertEquals("400/10179", wire.publish("$KV.B.a", "1", of("i".repeat(65), 1)).errorCodes());
    assertEquals("", wire.ask("$KV.B.a", "1", of("i".repeat(64), 1)).payload());
    assertEquals(0, lastSequence());
  }

  @Test
  @Tag("W109")
  void shouldForgetABatchThatNobodyGoesOnWith() throws IOException {
    wire.ask("$KV.B.a", "1", of("kept", 1));
    time.advance(Duration.ofSeconds(9));
    wire.ask("$KV.B.a", "2", of("kept", 2));
    wire.ask("$KV.B.a", "1", of("left", 1));
    time.advance(Duration.ofSeconds(9));
    assertEquals("", wire.ask("$KV.B.a", "3", of("kept", 3)).payload());
    time.advance(Duration.ofSeconds(1));

    assertEquals("400/10176", wire.publish("$KV.B.a", "2", of("left", 2)).errorCodes());
    wire.publish("$KV.B.a", "4", of("kept", 4, "Nats-Batch-Commit: 1")).success();
  }

  @Test
  @Tag("W109")
  void shouldBoundWhatIsStaged() throws IOException {
    for (int i = 1; i <= 1000; i++) {
      wire.post("$KV.B.k" + i, "v", of("large", i));
    }
    assertEquals("400/10199", wire.publish("$KV.B.k", "v", of("large", 1001)).errorCodes());
    for (int i = 1; i <= 50; i++) {
      assertEquals("", wire.ask("$KV.B.a", "1", of("b" + i, 1)).payload());
    }
    assertEquals("429/10210", wire.publish("$KV.B.a", "1", of("b51", 1)).errorCodes());
    wire.publish("$KV.B.a", "2", of("b1", 2, "Nats-Batch-Commit: 1")).success();
    assertEquals("", wire.ask("$KV.B.a", "1", of("b51", 1)).payload());
  }

  /** As many as the specification allows, and a condition on each. */
  @Test
  @Tag("W109")
  void shouldStoreTheLargestBatchWithAConditionOnEachOfItsMessages() throws IOException {
    String expected = "Nats-Expected-Last-Subject-Sequence: 0";
    for (int i = 1; i < 1000; i++) {
      wire.post("$KV.B.k" + i, "v", of("largest", i, expected));
    }

    Answer ack =
        wire.publish("$KV.B.k1000", "v", of("largest", 1000, expected, "Nats-Batch-Commit: 1"))
            .success();

    assertEquals(1000, ack.number("count"));
    assertEquals(1000, lastSequence());
    for (int i = 1; i < 1000; i++) {
      wire.post("$KV.B.l" + i, "v", of("largest", i, expected));
    }
    assertEquals(
        "400/10071",
        wire.publish("$KV.B.k1", "v", of("largest", 1000, expected, "Nats-Batch-Commit: 1"))
            .errorCodes());
    assertEquals(1000, lastSequence());
  }

  @Test
  @Tag("W109")
  void shouldTakeBatchesOnlyWhereTheStreamAllowsThem() throws IOException {
    Answer plain = wire.bucket("C", "");
    assertFalse(plain.has("config.allow_atomic"), plain.json());
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B").success();
    assertEquals(true, info.at("config.allow_atomic"));
    assertTrue(wire.request("$JS.API.INFO").number("api.level") >= 2);

    assertEquals(
        "400/10174 atomic publish is disabled", wire.publish("$KV.C.a", "1", of("b", 1)).error());
    assertEquals("503", wire.ask("$KV.None.a", "1", of("b", 1)).status());
  }

  /** The ack of a batch of two messages of one key, the second with {@code headers}. */
  private Answer second(String... headers) throws IOException {
    wire.post("$KV.B.a", "1", of("b", 1));
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Nats-Batch-Commit: 1");
    return wire.publish("$KV.B.a", "2", of("b", 2, all.toArray(String[]::new)));
  }

  private static String[] of(String batch, int sequence, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    headers.add("Nats-Batch-Id: " + batch);
    headers.add("Nats-Batch-Sequence: " + sequence);
    return headers.toArray(String[]::new);
  }

  private String get(String key) throws IOException {
    return wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B." + key, "").status();
  }

  private String at(long sequence) throws IOException {
    return wire.ask("$JS.API.DIRECT.GET.KV_B", "{\"seq\":" + sequence + "}").payload();
  }

  private long lastSequence() throws IOException {
    return wire.request("$JS.API.STREAM.INFO.KV_B").success().number("state.last_seq");
  }
}
