package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong: each is answered, in its type, and changes nothing. */
@Timeout(60)
class BadRequestsTest {
  private final ServedStore served = ServedStore.start();
  private Wire wire;
  private Answer before;

  @BeforeEach
  void connect() throws IOException {
    wire = Wire.to(served);
    wire.bucket("B", "'deny_delete':false");
    wire.put("$KV.B.k", "v");
    before = state();
  }

  /** The same connection still serves, and the bucket is as it was. */
  @AfterEach
  void close() throws IOException {
    Answer after = state();
    assertEquals(before.at("config"), after.at("config"));
    assertEquals(before.at("state"), after.at("state"));
    assertEquals(0, wire.delivered().size());
    served.close();
  }

  private Answer state() throws IOException {
    return wire.request("$JS.API.STREAM.INFO.KV_B").success();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "[]",
        "1",
        "null 1",
        "\"text\"",
        "{}{}",
        "{} x",
        "{\"name\":}",
        "{\"name\":\"KV_B\"",
        "{'name':'KV_B'}",
        "{\"a\":NaN}",
        "\u0000",
        "{\"a\":01}",
        "not json"
      })
  @Tag("W38")
  void shouldRefuseABodyThatIsNoJsonObject(String body) throws IOException {
    for (String verb :
        List.of(
            "STREAM.CREATE.KV_B",
            "STREAM.UPDATE.KV_B",
            "STREAM.INFO.KV_B",
            "STREAM.PURGE.KV_B",
            "STREAM.DELETE.KV_B",
            "STREAM.NAMES",
            "STREAM.LIST",
            "STREAM.MSG.GET.KV_B",
            "STREAM.MSG.DELETE.KV_B")) {
      Answer refused = Answer.parse(wire.ask("$JS.API." + verb, body).payload());
      assertEquals("400/10025", refused.errorCodes(), verb);
      assertTrue(refused.text("error.description").startsWith("invalid JSON"), refused.json());
    }
  }

  @Test
  @Tag("W38")
  void shouldRefuseABodyThatIsNestedWithoutEnd() throws IOException {
    String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
    String number = "{\"seq\":" + "9".repeat(100_000) + "}";

    for (String body : List.of(deep, number)) {
      Answer refused = Answer.parse(wire.ask("$JS.API.STREAM.MSG.GET.KV_B", body).payload());
      assertEquals("400/10025", refused.errorCodes());
      assertTrue(refused.json().length() < 500, "repeats what was sent");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_msgs_per_subject':'3'",
        "'max_msgs_per_subject':1.5",
        "'max_msgs_per_subject':1e400",
        "'max_bytes':9223372036854775808",
        "'max_age':-9223372036854775809",
        "'max_age':true",
        "'max_msg_size':{}",
        "'num_replicas':[]",
        "'description':7",
        "'deny_purge':0",
        "'subject_delete_marker_ttl':'5s'",
        "'storage':'tape'",
        "'storage':1",
        "'discard':'some'",
        "'retention':'forever'",
        "'compression':'zip'",
        "'deny_delete':'yes'",
        "'allow_direct':1",
        "'metadata':[]",
        "'metadata':{'a':1}",
        "'placement':'here'"
      })
  @Tag("W38")
  void shouldRefuseAFieldOfAnotherType(String field) throws IOException {
    for (String verb : List.of("CREATE", "UPDATE")) {
      Answer refused =
          wire.request("$JS.API.STREAM." + verb + ".KV_B", Wire.bucketConfig("B", field));
      assertEquals("400/10025", refused.errorCodes(), verb);
      String name = field.substring(1, field.indexOf("':"));
      boolean nested = name.equals("metadata") && field.endsWith("1}");
      assertTrue(refused.error().contains(nested ? "'a'" : name), refused.json());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "STREAM.PURGE.KV_B; {'seq':-1}",
        "STREAM.PURGE.KV_B; {'keep':-1}",
        "STREAM.PURGE.KV_B; {'seq':18446744073709551616}",
        "STREAM.PURGE.KV_B; {'filter':7}",
        "STREAM.MSG.GET.KV_B; {'seq':-1}",
        "STREAM.MSG.GET.KV_B; {'seq':'1'}",
        "STREAM.MSG.GET.KV_B; {'last_by_subj':1}",
        "STREAM.MSG.GET.KV_B; {'start_time':'yesterday'}",
        "STREAM.MSG.DELETE.KV_B; {'seq':-1}",
        "STREAM.MSG.DELETE.KV_B; {'seq':1.5}",
        "STREAM.NAMES; {'offset':'1'}",
        "STREAM.NAMES; {'subject':1}",
        "STREAM.LIST; {'offset':1e99}",
        "STREAM.INFO.KV_B; {'subjects_filter':1}",
        "STREAM.INFO.KV_B; {'deleted_details':'yes'}"
      })
  @Tag("W38")
  void shouldRefuseAnArgumentOfAnotherType(String verb, String body) throws IOException {
    Answer refused = wire.request("$JS.API." + verb, body);

    assertEquals("400/10025", refused.errorCodes());
    String type = verb.replace(".KV_B", "").replace('.', '_').toLowerCase(Locale.ROOT);
    assertEquals(type + "_response", refused.type());
    for (String field : List.of("code", "err_code", "description")) {
      assertTrue(refused.has("error." + field), field);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STREAM.SNAPSHOT.KV_B, stream_snapshot_response, 400/10003",
    "STREAM.RESTORE.KV_B, stream_restore_response, 400/10003",
    "STREAM.LEADER.STEPDOWN.KV_B, stream_leader_stepdown_response, 503/10010",
    "STREAM.PEER.REMOVE.KV_B, stream_remove_peer_response, 503/10010",
    "CONSUMER.PAUSE.KV_B.c, consumer_pause_response, 400/10003",
    "META.LEADER.STEPDOWN, meta_leader_stepdown_response, 503/10010",
    "STREAM.INFO.KV_B.more, stream_info_response, 400/10003",
    "STREAM.PURGE.KV_B.more, stream_purge_response, 400/10003",
    "STREAM.INFO, stream_info_response, 404/10059",
    "STREAM.INFO.KV_, stream_info_response, 404/10059",
    "STREAM.INFO.*, stream_info_response, 404/10059",
    "STREAM.NONE, system_response, 400/10003",
    "STREAM, system_response, 400/10003",
    "NONE.AT.ALL, system_response, 400/10003"
  })
  @Tag("W38")
  @Tag("W42")
  void shouldAnswerEveryVerb(String verb, String type, String error) throws IOException {
    Answer answer = wire.request("$JS.API." + verb);

    assertEquals(type, answer.type());
    assertEquals(error, answer.errorCodes());
  }

  @Test
  @Tag("W37")
  void shouldHaveNoErrorKeyWhereThereIsNone() throws IOException {
    for (String verb : List.of("INFO", "STREAM.NAMES", "STREAM.LIST", "STREAM.INFO.KV_B")) {
      assertTrue(!wire.request("$JS.API." + verb).has("error"), verb);
    }
  }

  @Test
  @Tag("W39")
  void shouldIgnoreUnknownFields() throws IOException {
    for (String verb : List.of("INFO", "STREAM.NAMES", "STREAM.LIST", "STREAM.INFO.KV_B")) {
      wire.request("$JS.API." + verb, "{'new':[{'a':null}],'also':1e400}").success();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, ''", "2, ''", "3, 412/10185", "many, 412/10185", "-1, 412/10185"})
  @Tag("W40")
  void shouldServeUpToItsApiLevel(String level, String error) throws IOException {
    String header = "Nats-Required-Api-Level: " + level;

    Answer answer = wire.request("$JS.API.STREAM.INFO.KV_B", "", header);

    assertEquals(error, answer.errorCodes());
    assertEquals("stream_info_response", answer.type());
  }

  @Test
  @Tag("W43")
  void shouldCountRequestsAndErrors() throws IOException {
    Answer first = wire.request("$JS.API.INFO");
    wire.request("$JS.API.NONE");
    wire.request("$JS.API.STREAM.INFO.KV_NONE");
    Answer second = wire.request("$JS.API.INFO");

    assertEquals(3, second.number("api.total") - first.number("api.total"));
    assertEquals(2, second.number("api.errors") - first.number("api.errors"));
  }
}
