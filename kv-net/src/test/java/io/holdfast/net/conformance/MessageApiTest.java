package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code STREAM.MSG.GET} and {@code STREAM.MSG.DELETE}. */
@Timeout(60)
class MessageApiTest {
  private static final String GET = "$JS.API.STREAM.MSG.GET.KV_B";
  private static final String DELETE = "$JS.API.STREAM.MSG.DELETE.KV_B";

  private final ServedStore served = ServedStore.start();
  private Wire wire;

  /** Sequences 1 to 4: a.b with a header, empty, a.b without, z. */
  @BeforeEach
  void fill() throws IOException {
    wire = Wire.to(served);
    wire.bucket("B", "'max_msgs_per_subject':5,'deny_delete':false");
    wire.put("$KV.B.a.b", "first", "X-Mine:é");
    wire.put("$KV.B.empty", "");
    wire.put("$KV.B.a.b", "second");
    wire.put("$KV.B.z", "last");
  }

  @AfterEach
  void close() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'last_by_subj':'$KV.B.a.b'; 3",
        "'last_by_subj':'$KV.B.>'; 4",
        "'last_by_subj':'$KV.B.a.*'; 3",
        "'seq':1; 1",
        "'seq':4; 4",
        "'next_by_subj':'$KV.B.a.b'; 1",
        "'next_by_subj':'$KV.B.a.b','seq':2; 3",
        "'next_by_subj':'$KV.B.*'; 2",
        "'next_by_subj':'>','seq':4; 4",
        "'start_time':'2020-01-01T00:00:00Z'; 1"
      })
  @Tag("W66")
  @Tag("W68")
  void shouldFindTheMessage(String selector, int sequence) throws IOException {
    Answer found = wire.request(GET, "{" + selector + "}").success();

    assertEquals("stream_msg_get_response", found.type());
    assertEquals(sequence, found.number("message.seq"));
  }

  @Test
  @Tag("W66")
  void shouldCarryHeadersAndBodyAsBase64() throws IOException {
    Answer found = wire.request(GET, "{'seq':1}").success();

    assertEquals("$KV.B.a.b", found.text("message.subject"));
    assertEquals("NATS/1.0\r\nX-Mine:é\r\n\r\n", decoded(found.text("message.hdrs")));
    assertEquals("first", decoded(found.text("message.data")));
    Instant.parse(found.text("message.time"));
    Answer bare = wire.request(GET, "{'seq':1,'no_hdr':true}").success();
    assertFalse(bare.has("message.hdrs"), bare.json());
  }

  @Test
  @Tag("W66")
  void shouldLeaveOutWhatIsEmpty() throws IOException {
    Answer found = wire.request(GET, "{'last_by_subj':'$KV.B.empty'}").success();

    assertFalse(found.has("message.hdrs") || found.has("message.data"), found.json());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'seq':5",
        "'seq':18446744073709551615",
        "'last_by_subj':'$KV.B.none'",
        "'last_by_subj':'$KV.C.>'",
        "'next_by_subj':'$KV.B.a.b','seq':4",
        "'start_time':'2100-01-01T00:00:00Z'"
      })
  @Tag("W67")
  void shouldSayThatThereIsNone(String selector) throws IOException {
    assertEquals("404/10037 no message found", wire.request(GET, "{" + selector + "}").error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'seq':0",
        "'seq':1,'last_by_subj':'$KV.B.z'",
        "'last_by_subj':'$KV.B.z','next_by_subj':'$KV.B.z'",
        "'seq':1,'start_time':'2020-01-01T00:00:00Z'",
        "'last_by_subj':'$KV.B.z','start_time':'2020-01-01T00:00:00Z'",
        "'seq':1,'batch':2",
        "'seq':1,'max_bytes':2"
      })
  @Tag("W68")
  void shouldRefuseWhatContradictsItself(String selector) throws IOException {
    assertEquals("400/10003 bad request", wire.request(GET, "{" + selector + "}").error());
  }

  @Test
  @Tag("W69")
  void shouldKeepMessagesWhereDeletesAreDenied() throws IOException {
    wire.bucket("D", "");
    wire.put("$KV.D.k", "v");

    Answer refused = wire.request("$JS.API.STREAM.MSG.DELETE.KV_D", "{'seq':1}");

    assertEquals("500/10057 message delete not permitted", refused.error());
    wire.request("$JS.API.STREAM.MSG.GET.KV_D", "{'seq':1}").success();
  }

  @Test
  @Tag("W69")
  void shouldDeleteOneMessageWhereDeletesAreAllowed() throws IOException {
    Answer deleted = wire.request(DELETE, "{'seq':3,'no_erase':true}").success();

    assertEquals(true, deleted.at("success"));
    assertEquals("404/10037", wire.request(GET, "{'seq':3}").errorCodes());
    assertEquals(1, wire.request(GET, "{'last_by_subj':'$KV.B.a.b'}").number("message.seq"));
    for (String sequence : new String[] {"3", "0", "99"}) {
      Answer unknown = wire.request(DELETE, "{'seq':" + sequence + "}");
      assertEquals("400/10043 sequence " + sequence + " not found", unknown.error());
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
