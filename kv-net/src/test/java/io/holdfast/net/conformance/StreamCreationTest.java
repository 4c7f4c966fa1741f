package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code STREAM.CREATE}: what is accepted, filled in, equal and refused. */
@Timeout(60)
class StreamCreationTest {
  private static final String CREATE = "$JS.API.STREAM.CREATE.KV_B";

  /** What the Java client sends for a bucket without options. */
  private static final String JAVA =
      """
      {'name':'KV_B','subjects':['$KV.B.>'],'retention':'limits','compression':'none',
       'max_msgs_per_subject':1,'storage':'file','num_replicas':1,'discard':'new',
       'duplicate_window':120000000000,'allow_rollup_hdrs':true,'allow_direct':true,
       'deny_delete':true}\
      """;

  /** The same bucket as the Go client asks for it. */
  private static final String GO =
      """
      {'name':'KV_B','subjects':['$KV.B.>'],'retention':'limits','max_consumers':-1,'max_msgs':-1,
       'max_bytes':-1,'discard':'new','max_age':0,'max_msgs_per_subject':1,'max_msg_size':-1,
       'storage':'file','num_replicas':1,'duplicate_window':120000000000,'compression':'none',
       'allow_direct':true,'mirror_direct':false,'sealed':false,'deny_delete':true,
       'deny_purge':false,'allow_rollup_hdrs':true,'consumer_limits':{},'allow_msg_ttl':false}\
      """;

  /** And as the Rust client does. */
  private static final String RUST =
      """
      {'name':'KV_B','description':'','subjects':['$KV.B.>'],'retention':'limits','max_consumers':0,
       'max_messages':0,'max_bytes':0,'discard':'new','max_age':0,'max_msgs_per_subject':1,
       'max_msg_size':0,'storage':'file','num_replicas':1,'duplicate_window':0,'no_ack':false,
       'allow_direct':true,'mirror_direct':false,'sealed':false,'deny_delete':true,
       'deny_purge':false,'allow_rollup_hdrs':true,'mirror':null,'sources':null,'placement':null}\
      """;

  /** What the Python client sends, which keeps direct gets off and per-key TTL on. */
  private static final String PYTHON =
      """
      {'name':'KV_B','subjects':['$KV.B.>'],'max_consumers':-1,'max_msgs':-1,'discard':'new',
       'max_msgs_per_subject':1,'num_replicas':1,'duplicate_window':120000000000,
       'allow_direct':false,'deny_delete':true,'deny_purge':false,'allow_rollup_hdrs':true,
       'mirror_direct':false,'sealed':false,'allow_msg_ttl':true,'no_ack':false}\
      """;

  /** What the JavaScript client sends: no window, deletes not denied. */
  private static final String JAVASCRIPT =
      """
      {'name':'KV_B','subjects':['$KV.B.>'],'retention':'limits','max_msgs_per_subject':1,
       'max_bytes':-1,'max_msg_size':-1,'storage':'file','discard':'new','num_replicas':1,
       'allow_direct':true,'allow_rollup_hdrs':true,'compression':'none'}\
      """;

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

  @ParameterizedTest
  @ValueSource(strings = {JAVA, GO, RUST, PYTHON, JAVASCRIPT})
  @Tag("W45")
  @Tag("W46")
  void shouldCreateWhatEachClientAsksForAndAgainWithoutChange(String body) throws IOException {
    Answer first = wire.request(CREATE, body).success();
    Answer again = wire.request(CREATE, body).success();

    assertEquals(true, first.at("did_create"));
    assertEquals("limits", first.text("config.retention"));
    assertEquals(-1, first.number("config.max_bytes"));
    assertEquals(-1, first.number("config.max_msg_size"));
    assertEquals("new", first.text("config.discard"));
    assertEquals("file", first.text("config.storage"));
    assertEquals("none", first.text("config.compression"));
    assertEquals(120_000_000_000L, first.number("config.duplicate_window"));
    assertEquals(first.at("config"), again.at("config"));
    assertEquals(first.at("created"), again.at("created"));
    assertEquals(1, wire.request("$JS.API.STREAM.NAMES").number("total"));
  }

  @Test
  @Tag("W47")
  void shouldTakeTheSameBucketInTheSpellingOfEveryOtherClient() throws IOException {
    Answer first = wire.request(CREATE, JAVA).success();
    wire.put("$KV.B.k", "kept");

    for (String other : List.of(GO, RUST, JAVA)) {
      Answer again = wire.request(CREATE, other).success();
      assertEquals(first.at("config"), again.at("config"));
      assertEquals(1, again.number("state.messages"));
    }
  }

  @Test
  @Tag("W47")
  void shouldTakeTheUsualWindowOfAShortAgeAsAbsent() throws IOException {
    wire.bucket("B", "'max_age':30000000000");

    Answer again = wire.bucket("B", "'max_age':30000000000,'duplicate_window':30000000000");

    assertEquals(30_000_000_000L, again.number("config.duplicate_window"));
  }

  @Test
  @Tag("W47")
  void shouldIgnoreTheOrderAndTheServersPartOfMetadata() throws IOException {
    Answer first = wire.bucket("B", "'metadata':{'a':'1','b':'2'}");
    Answer again = wire.bucket("B", "'metadata':{'b':'2','_nats.req.level':'0','a':'1'}");

    assertEquals(Map.of("a", "1", "b", "2"), again.at("config.metadata"));
    assertEquals(first.at("config"), again.at("config"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_msgs_per_subject':2",
        "'max_age':600000000000",
        "'max_bytes':1000",
        "'max_msg_size':1000",
        "'storage':'memory'",
        "'discard':'old'",
        "'duplicate_window':1000000000",
        "'compression':'s2'",
        "'description':'other'",
        "'metadata':{'a':'1'}",
        "'allow_direct':false",
        "'deny_delete':false",
        "'allow_msg_ttl':true",
        "'subject_delete_marker_ttl':5000000000"
      })
  @Tag("W48")
  void shouldRefuseAnotherBucketUnderTheSameName(String other) throws IOException {
    Answer before = wire.bucket("B", "");

    Answer refused = wire.request(CREATE, config(other));

    assertEquals(
        "400/10058 stream name already in use with a different configuration", refused.error());
    assertEquals(
        before.at("config"), wire.request("$JS.API.STREAM.INFO.KV_B").success().at("config"));
  }

  @Test
  @Tag("W45")
  void shouldEchoEverythingThatWasAskedFor() throws IOException {
    Answer created =
        wire.bucket(
            "B",
            """
            'description':'d','max_msgs_per_subject':3,'max_age':600000000000,'max_bytes':100000,
            'max_msg_size':1000,'storage':'memory','compression':'s2','metadata':{'x':'y'},
            'subject_delete_marker_ttl':5000000000,'duplicate_window':1000000000\
            """);

    assertEquals("d", created.text("config.description"));
    assertEquals(3, created.number("config.max_msgs_per_subject"));
    assertEquals(600_000_000_000L, created.number("config.max_age"));
    assertEquals(100_000, created.number("config.max_bytes"));
    assertEquals(1000, created.number("config.max_msg_size"));
    assertEquals("memory", created.text("config.storage"));
    assertEquals("s2", created.text("config.compression"));
    assertEquals(Map.of("x", "y"), created.at("config.metadata"));
    assertEquals(5_000_000_000L, created.number("config.subject_delete_marker_ttl"));
    assertEquals(1_000_000_000L, created.number("config.duplicate_window"));
    assertEquals(true, created.at("config.allow_msg_ttl"), "limit markers need it");
  }

  @Test
  @Tag("W45")
  void shouldAdjustForLimitMarkersUnlessToldToBePedantic() throws IOException {
    String body = config("'subject_delete_marker_ttl':5000000000,'pedantic':true");

    assertEquals("400/10157", wire.request(CREATE, body).errorCodes());
    wire.request(CREATE, body.replace("'pedantic':true", "'deny_purge':true")).success();
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B");
    assertEquals(true, info.at("config.allow_msg_ttl"));
    assertEquals(false, info.at("config.deny_purge"));
  }

  @Test
  @Tag("W49")
  void shouldRefuseANameOtherThanTheSubjects() throws IOException {
    Answer refused = wire.request("$JS.API.STREAM.CREATE.KV_C", JAVA);

    assertEquals("400/10056 stream name in subject does not match request", refused.error());
  }

  @Test
  @Tag("W50")
  void shouldRefuseSubjectsOfAnotherBucket() throws IOException {
    wire.bucket("B", "");

    for (String subject : List.of("$KV.B.>", "$KV.*.x", ">", "$KV.B.a")) {
      String body = "{'name':'KV_C','subjects':['$KV.C.>','%s'],'max_msgs_per_subject':1}";
      Answer refused = wire.request("$JS.API.STREAM.CREATE.KV_C", body.formatted(subject));
      assertEquals("400/10065 subjects overlap with an existing stream", refused.error(), subject);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'max_age':99999999; max age needs to be >= 100ms",
        "'max_age':-1; max age needs to be >= 100ms",
        "'duplicate_window':5; duplicates window needs to be >= 100ms",
        "'duplicate_window':-5; duplicates window can not be negative",
        "'subject_delete_marker_ttl':999999999; subject delete marker TTL must be at least 1"
            + " second",
        "'deny_purge':true; roll-ups require the purge permission",
        "'mirror_direct':true; stream has no mirror but does have mirror direct",
        "'max_msgs_per_subject':65; max_msgs_per_subject of a key/value bucket must be 1 to 64, got"
            + " 65",
        "'retention':'workqueue'; retention 'workqueue' is not supported, only 'limits' is",
        "'mirror':{'name':'KV_A'}; 'mirror' is not supported: leave it out",
        "'subject_transform':{'src':'a','dest':'b'}; 'subject_transform' is not supported: leave it"
            + " out",
        "'consumer_limits':{'max_ack_pending':5}; 'consumer_limits' is not supported: leave it out",
        "'sealed':true; 'sealed' is not supported: leave it out",
        "'no_ack':true; 'no_ack' is not supported: leave it out",
        "'discard_new_per_subject':true; 'discard_new_per_subject' is not supported: leave it out",
        "'allow_msg_counter':true; 'allow_msg_counter' is not supported: leave it out",
        "'allow_msg_schedules':true; 'allow_msg_schedules' is not supported: leave it out",
        "'allow_batched':true; 'allow_batched' is not supported: leave it out",
        "'persist_mode':'async'; 'persist_mode' is not supported: leave it out",
        "'max_msgs':5; 'max_msgs' is not supported: leave it out",
        "'max_consumers':5; 'max_consumers' is not supported: leave it out",
        "'first_seq':5; 'first_seq' is not supported: leave it out",
        "'num_replicas':6; num_replicas must be 1 to 5, got 6"
      })
  @Tag("W50")
  void shouldSayWhatCannotBe(String field, String reason) throws IOException {
    Answer refused = wire.request(CREATE, config(field));

    assertEquals("500/10052 " + reason, refused.error());
    assertEquals("stream_create_response", refused.type());
    assertEquals("404/10059", wire.request("$JS.API.STREAM.INFO.KV_B").errorCodes());
  }

  @Test
  @Tag("W50")
  void shouldBoundDescriptionAndMetadata() throws IOException {
    String longText = "x".repeat(4097);

    Answer description = wire.request(CREATE, config("'description':'" + longText + "'"));
    Answer metadata =
        wire.request(CREATE, config("'metadata':{'a':'" + "x".repeat(128 * 1024) + "'}"));

    assertEquals("500/10052", description.errorCodes());
    assertEquals("500/10052", metadata.errorCodes());
    assertTrue(description.json().length() < 1000, "an error repeats what was sent");
  }

  @Test
  @Tag("W51")
  void shouldFillInTheWindowAndRefuseOneLongerThanTheAge() throws IOException {
    Answer refused =
        wire.request(CREATE, config("'max_age':1000000000,'duplicate_window':1000000001"));
    assertEquals("500/10052 duplicates window can not be larger then max age", refused.error());

    assertEquals(120_000_000_000L, wire.bucket("A", "").number("config.duplicate_window"));
    assertEquals(
        1_000_000_000L, wire.bucket("C", "'max_age':1000000000").number("config.duplicate_window"));
    assertEquals(
        120_000_000_000L,
        wire.bucket("D", "'max_age':600000000000").number("config.duplicate_window"));
  }

  @Test
  @Tag("W52")
  void shouldTakeAsManyReplicasAsThereAreNodes() throws IOException {
    Answer refused = wire.request(CREATE, config("'num_replicas':3"));

    assertEquals("500/10074 replicas > 1 not supported in non-clustered mode", refused.error());
    assertEquals(1, wire.bucket("A", "'num_replicas':0").number("config.num_replicas"));
    try (var three = ServedStore.start(options -> options.maxReplicas(3))) {
      Wire cluster = Wire.to(three);
      assertEquals(3, cluster.bucket("A", "'num_replicas':3").number("config.num_replicas"));
      assertEquals("400/10005", cluster.request(CREATE, config("'num_replicas':5")).errorCodes());
    }
  }

  @Test
  @Tag("W52")
  void shouldFindNoPeersForAPlacementThatNobodyHas() throws IOException {
    Answer tags = wire.request(CREATE, config("'placement':{'tags':['ssd']}"));
    Answer cluster = wire.request(CREATE, config("'placement':{'cluster':'east'}"));

    assertEquals("400/10005 no suitable peers for placement, tags not matched [ssd]", tags.error());
    assertEquals("400/10005", cluster.errorCodes());
    assertFalse(wire.bucket("B", "'placement':{'tags':[]}").has("config.placement"));
  }

  @Test
  @Tag("W42")
  @Tag("W50")
  void shouldSayThatOnlyBucketsAreServed() throws IOException {
    Answer refused =
        wire.request("$JS.API.STREAM.CREATE.ORDERS", "{'name':'ORDERS','subjects':['orders.>']}");

    assertEquals("500/10052", refused.errorCodes());
    assertTrue(
        refused.text("error.description").contains("only key/value buckets"), refused.json());
    for (String verb : List.of("INFO", "UPDATE", "DELETE", "PURGE", "MSG.GET", "MSG.DELETE")) {
      Answer missing = wire.request("$JS.API.STREAM." + verb + ".ORDERS");
      assertEquals("404/10059 stream not found", missing.error(), verb);
    }
  }

  private static String config(String more) {
    return Wire.bucketConfig("B", more);
  }
}
