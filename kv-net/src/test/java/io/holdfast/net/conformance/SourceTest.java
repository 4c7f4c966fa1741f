package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Buckets that copy others. */
@Timeout(60)
class SourceTest {
  private static final String ALL_OF_A = source("A", "{'src':'$KV.A.>','dest':'$KV.B.>'}", "");

  /** Copying takes milliseconds; a machine that is busy gets much more. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServedStore served = ServedStore.start();
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
  @Tag("W108")
  void shouldCopyWhatIsThereAndWhatComesWithWhereItIsFrom() throws IOException {
    wire.bucket("A", "");
    wire.put("$KV.A.a.b", "1", "App: x", "Nats-Expected-Last-Subject-Sequence: 0");
    wire.bucket("B", ALL_OF_A);
    wire.put("$KV.A.c", "2");
    wire.put("$KV.A.a.b", "", "KV-Operation: PURGE", "Nats-Rollup: sub");

    Received marker = copied("a.b", "");
    Received value = copied("c", "2");

    assertEquals("PURGE", marker.header("KV-Operation"));
    assertEquals("KV_A 3 $KV.A.> $KV.B.> $KV.A.a.b", marker.header("Nats-Stream-Source"));
    assertEquals("KV_A 2 $KV.A.> $KV.B.> $KV.A.c", value.header("Nats-Stream-Source"));
  }

  @Test
  @Tag("W108")
  void shouldKeepHeadersButThoseOfTheFirstWrite() throws IOException {
    wire.bucket("A", "'allow_atomic':true");
    wire.put(
        "$KV.A.k",
        "v",
        "App: größe",
        "Nats-Expected-Last-Subject-Sequence: 0",
        "Nats-Batch-Id: b",
        "Nats-Batch-Sequence: 1",
        "Nats-Batch-Commit: 1");
    wire.bucket("B", ALL_OF_A);

    Received copy = copied("k", "v");

    assertEquals("größe", copy.header("App"));
    assertFalse(copy.headers().contains("Nats-Expected-"), copy.headers());
    assertFalse(copy.headers().contains("Nats-Batch-"), copy.headers());
  }

  @Test
  @Tag("W108")
  void shouldCopyFromSeveralSourcesByTheirMappings() throws IOException {
    wire.bucket("A", "");
    wire.bucket("C", "");
    for (int i = 1; i <= 300; i++) {
      wire.post("$KV.A.x.k" + i, "a" + i);
    }
    wire.put("$KV.A.y.k", "not mapped");
    wire.put("$KV.C.k1", "c1");
    wire.put("$KV.C.k2", "c2");
    wire.bucket(
        "B",
        "'sources':["
            + one("A", "{'src':'$KV.A.x.*','dest':'$KV.B.a.{{wildcard(1)}}'}", "")
            + ","
            + one("C", "{'src':'$KV.C.>','dest':'$KV.B.c.>'}", "'opt_start_seq':2")
            + "]");

    copied("a.k300", "a300");
    copied("c.k2", "c2");

    assertEquals(301, until(301));
    assertEquals("404 Message Not Found", get("c.k1").status());
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B").success();
    List<?> sources = info.list("sources");
    assertEquals(2, sources.size());
    assertTrue(sources.get(1).toString().contains("name=KV_C"), info.json());
    assertTrue(sources.get(1).toString().contains("lag=0"), info.json());
    assertEquals(2, info.list("config.sources").size());
  }

  @Test
  @Tag("W108")
  void shouldLoseAndDoubleNothingWhenTheServerStartsAgain() throws IOException {
    wire.bucket("A", "'max_msgs_per_subject':64");
    wire.bucket("B", ALL_OF_A + ",'max_msgs_per_subject':64");
    for (int i = 1; i <= 20; i++) {
      wire.post("$KV.A.k", "v" + i);
    }
    wire.put("$KV.A.k", "v21");
    // What tells of the position is overwritten and purged: it must be known all the same.
    copied("k", "v21");
    wire.request("$JS.API.STREAM.PURGE.KV_B", "{'filter':'$KV.B.k','keep':1}").success();
    wire.put("$KV.B.k", "", "KV-Operation: PURGE", "Nats-Rollup: sub");

    served.stop();
    served.restart();
    wire = Wire.to(served);
    wire.put("$KV.A.k", "v22");

    copied("k", "v22");
    assertEquals(2, until(2));
  }

  @Test
  @Tag("W108")
  void shouldBeginAnewWithASourceThatIsCreatedAgain() throws IOException {
    wire.bucket("B", ALL_OF_A);
    wire.bucket("A", "");
    wire.put("$KV.A.first", "1");
    wire.put("$KV.A.second", "2");
    copied("second", "2");
    wire.request("$JS.API.STREAM.DELETE.KV_A").success();
    wire.bucket("A", "");

    wire.put("$KV.A.again", "3");

    copied("again", "3");
    copied("first", "1");
  }

  @Test
  @Tag("W108")
  void shouldGoOnWhenAFullBucketHasRoomAgain() throws IOException {
    wire.bucket("A", "");
    wire.bucket("B", ALL_OF_A + ",'max_bytes':400");
    wire.put("$KV.B.large", "x".repeat(300));
    wire.put("$KV.A.k", "y".repeat(200));
    Answer told = wire.request("$JS.API.STREAM.INFO.KV_B");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!told.json().contains("maximum bytes exceeded") && System.nanoTime() < end) {
      told = wire.request("$JS.API.STREAM.INFO.KV_B");
    }
    assertTrue(told.json().contains("maximum bytes exceeded"), told.json());

    wire.request("$JS.API.STREAM.PURGE.KV_B").success();

    copied("k", "y".repeat(200));
  }

  @Test
  @Tag("W108")
  void shouldStopWhenTheSourceIsTakenAway() throws IOException {
    wire.bucket("A", "");
    wire.bucket("B", ALL_OF_A);
    wire.put("$KV.A.k", "1");
    copied("k", "1");
    String plain =
        "{'name':'KV_B','subjects':['$KV.B.>'],'max_msgs_per_subject':1,'deny_delete':true,"
            + "'discard':'new','allow_rollup_hdrs':true,'allow_direct':true";

    Answer updated = wire.request("$JS.API.STREAM.UPDATE.KV_B", plain + "}").success();
    assertFalse(updated.has("sources") || updated.has("config.sources"), updated.json());
    wire.put("$KV.A.k", "2");
    wire.request("$JS.API.STREAM.UPDATE.KV_B", plain + "," + ALL_OF_A + "}").success();

    copied("k", "2");
  }

  @Test
  @Tag("W108")
  void shouldRefuseSourcesThatCannotBeAndTheirHeaderFromClients() throws IOException {
    wire.bucket("A", "");
    for (String source :
        List.of(
            one("A", "", ""),
            one("A", "{'src':'$KV.A.>','dest':'$KV.C.>'}", ""),
            one("A", "{'src':'$KV.A.>','dest':'$KV.B.k'}", ""),
            one("B", "{'src':'$KV.B.>','dest':'$KV.B.x.>'}", ""),
            one("A", "{'src':'$KV.A.>','dest':'$KV.B.>'}", "'external':{'api':'$JS.x.API'}"),
            "{'name':'ORDERS','subject_transforms':[{'src':'o.>','dest':'$KV.B.>'}]}")) {
      Answer refused = create("B", "'sources':[" + source + "]");
      assertEquals("500/10052", refused.errorCodes(), source + refused.json());
    }
    String twice = one("A", "{'src':'$KV.A.>','dest':'$KV.B.>'}", "");
    assertEquals("500/10052", create("B", "'sources':[" + twice + "," + twice + "]").errorCodes());
    wire.bucket("B", ALL_OF_A);
    assertEquals(
        "500/10052",
        create("A", source("B", "{'src':'$KV.B.>','dest':'$KV.A.>'}", "")).errorCodes(),
        "a cycle");

    assertEquals(
        "400/10227 message stream source header is not allowed",
        wire.publish("$KV.B.k", "v", "Nats-Stream-Source: KV_A 1 > > $KV.A.k").error());
  }

  private Answer create(String bucket, String more) throws IOException {
    return wire.request(
        "$JS.API.STREAM." + (bucket.equals("A") ? "UPDATE" : "CREATE") + ".KV_" + bucket,
        "{'name':'KV_"
            + bucket
            + "','subjects':['$KV."
            + bucket
            + ".>'],'max_msgs_per_subject':1,'discard':'new','deny_delete':true,"
            + "'allow_rollup_hdrs':true,'allow_direct':true,"
            + more
            + "}");
  }

  /** The copy of a key once it has that value. */
  private Received copied(String key, String value) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Received got = get(key);
    while (!(got.status().isEmpty() && got.payload().equals(value)) && System.nanoTime() < end) {
      got = get(key);
    }
    assertEquals("", got.status(), "no copy of " + key);
    assertEquals(value, got.payload());
    return got;
  }

  /** How many entries the bucket B has, once there are {@code expected}. */
  private long until(long expected) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long messages = messages();
    while (messages != expected && System.nanoTime() < end) {
      messages = messages();
    }
    return messages;
  }

  private long messages() throws IOException {
    return wire.request("$JS.API.STREAM.INFO.KV_B").success().number("state.messages");
  }

  private Received get(String key) throws IOException {
    return wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B." + key, "");
  }

  private static String source(String bucket, String mappings, String more) {
    return "'sources':[" + one(bucket, mappings, more) + "]";
  }

  private static String one(String bucket, String mappings, String more) {
    return "{'name':'KV_"
        + bucket
        + "','subject_transforms':["
        + mappings
        + "]"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }
}
