package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code STREAM.PURGE}: by subject, by sequence, all but the newest. */
@Timeout(60)
class StreamPurgeTest {
  private static final String PURGE = "$JS.API.STREAM.PURGE.KV_B";

  private final ServedStore served = ServedStore.start();
  private Wire wire;

  /** Sequences 1 to 6: a, b, a, b, a, c.d. */
  @BeforeEach
  void fill() throws IOException {
    wire = Wire.to(served);
    wire.bucket("B", "'max_msgs_per_subject':5");
    for (String key : new String[] {"a", "b", "a", "b", "a", "c.d"}) {
      wire.put("$KV.B." + key, "v");
    }
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
        "''; 6; 0; 0; 0",
        "'filter':'$KV.B.a'; 3; 0; 2; 1",
        "'filter':'$KV.B.a','keep':1; 2; 1; 2; 1",
        "'filter':'$KV.B.a','keep':3; 0; 3; 2; 1",
        "'filter':'$KV.B.*'; 5; 0; 0; 1",
        "'filter':'$KV.B.none'; 0; 3; 2; 1",
        "'filter':'$KV.C.>'; 0; 3; 2; 1",
        "'filter':'>'; 6; 0; 0; 0",
        "'seq':4; 3; 1; 1; 1",
        "'seq':7; 6; 0; 0; 0",
        "'seq':18446744073709551615; 6; 0; 0; 0",
        "'filter':'$KV.B.a','seq':5; 2; 1; 2; 1",
        "'keep':2; 4; 1; 0; 1",
        "'keep':6; 0; 3; 2; 1"
      })
  @Tag("W64")
  @Tag("W65")
  void shouldRemoveExactlyWhatIsAskedFor(String body, int purged, int a, int b, int c)
      throws IOException {
    Answer answer = wire.request(PURGE, body.equals("''") ? "" : "{" + body + "}").success();

    assertEquals("stream_purge_response", answer.type());
    assertEquals(true, answer.at("success"));
    assertEquals(purged, answer.number("purged"));
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B", "{'subjects_filter':'>'}");
    assertEquals(a + b + c, info.number("state.messages"));
    assertEquals(6, info.number("state.last_seq"));
    var left = new TreeMap<String, Object>(Map.of("$KV.B.a", a, "$KV.B.b", b, "$KV.B.c.d", c));
    left.values().removeIf(count -> count.equals(0));
    assertEquals(left, info.has("state.subjects") ? info.at("state.subjects") : Map.of());
    assertEquals(7, wire.put("$KV.B.a", "next"));
  }

  @Test
  @Tag("W65")
  void shouldRefuseSequenceAndKeepTogether() throws IOException {
    Answer refused = wire.request(PURGE, "{'seq':3,'keep':1}");

    assertEquals("400/10003", refused.errorCodes());
    assertEquals(6, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.messages"));
  }

  @Test
  @Tag("W65")
  void shouldRefuseWherePurgesAreDenied() throws IOException {
    wire.bucket("D", "'deny_purge':true,'allow_rollup_hdrs':false");

    Answer refused = wire.request("$JS.API.STREAM.PURGE.KV_D");

    assertEquals("500/10110 stream purge not permitted", refused.error());
  }

  @Test
  @Tag("W87")
  void shouldLetAKeyBeCreatedAgain() throws IOException {
    wire.request(PURGE, "{'filter':'$KV.B.a'}").success();

    assertEquals(7, wire.put("$KV.B.a", "v", "Nats-Expected-Last-Subject-Sequence: 0"));
  }
}
