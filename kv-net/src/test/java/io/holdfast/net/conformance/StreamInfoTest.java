package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code STREAM.INFO}: configuration, state and subjects. */
@Timeout(60)
class StreamInfoTest {
  private static final String INFO = "$JS.API.STREAM.INFO.KV_B";

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
  @Tag("W53")
  void shouldSayInExactlyTheseWordsThatThereIsNone() throws IOException {
    Answer missing = wire.request(INFO);

    assertEquals("404/10059 stream not found", missing.error());
    assertEquals("stream_info_response", missing.type());
  }

  @Test
  @Tag("W54")
  void shouldHaveEveryFieldAndTheZeroTimeWhereThereIsNone() throws IOException {
    wire.bucket("B", "");

    Answer info = wire.request(INFO).success();

    assertEquals("KV_B", info.text("config.name"));
    for (String field : List.of("messages", "bytes", "first_seq", "last_seq", "consumer_count")) {
      assertEquals(0, info.number("state." + field), field);
    }
    assertEquals("0001-01-01T00:00:00Z", info.text("state.first_ts"));
    assertEquals("0001-01-01T00:00:00Z", info.text("state.last_ts"));
    assertFalse(info.has("state.num_subjects"), info.json());
    assertEquals(time.clock().wallTime(), Instant.parse(info.text("created")));
    Instant.parse(info.text("ts"));
    for (String page : List.of("total", "offset", "limit")) {
      assertEquals(0, info.number(page), page);
    }
  }

  @Test
  @Tag("W54")
  @Tag("W55")
  void shouldCountMessagesSubjectsAndSequences() throws IOException {
    wire.bucket("B", "'max_msgs_per_subject':2");
    Instant first = time.clock().wallTime();
    wire.put("$KV.B.a", "1");
    time.advance(Duration.ofSeconds(1));
    for (String key : List.of("b", "b", "b")) {
      wire.put("$KV.B." + key, "12345");
    }

    Answer info = wire.request(INFO).success();

    assertEquals(3, info.number("state.messages"));
    assertEquals(2, info.number("state.num_subjects"));
    assertEquals(1, info.number("state.first_seq"));
    assertEquals(4, info.number("state.last_seq"));
    assertEquals(1, info.number("state.num_deleted"));
    assertEquals(first, Instant.parse(info.text("state.first_ts")));
    assertEquals(first.plusSeconds(1), Instant.parse(info.text("state.last_ts")));
  }

  @Test
  @Tag("W55")
  void shouldCountWhatIsLeftAfterTrimmingPurgeAndExpiry() throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");
    wire.put("$KV.B.a", "x".repeat(100));
    long one = wire.request(INFO).number("state.bytes");
    wire.put("$KV.B.a", "x".repeat(100));
    assertEquals(one, wire.request(INFO).number("state.bytes"), "trimmed");

    wire.put("$KV.B.b", "x".repeat(100), "Nats-TTL: 10s");
    assertTrue(wire.request(INFO).number("state.bytes") >= 2 * one);
    time.advance(Duration.ofSeconds(11));
    Answer expired = wire.request(INFO);
    assertEquals(one, expired.number("state.bytes"), "expired");
    assertEquals(1, expired.number("state.messages"));
    assertEquals(1, expired.number("state.num_subjects"));
    assertEquals(3, expired.number("state.last_seq"));

    wire.request("$JS.API.STREAM.PURGE.KV_B").success();
    Answer purged = wire.request(INFO);
    assertEquals(0, purged.number("state.messages"));
    assertEquals(0, purged.number("state.bytes"));
    assertEquals(4, purged.number("state.first_seq"));
    assertEquals(3, purged.number("state.last_seq"));
    assertFalse(purged.has("state.num_subjects"), purged.json());
  }

  @Test
  @Tag("W56")
  void shouldListSubjectsByFilterAndPage() throws IOException {
    wire.bucket("B", "'max_msgs_per_subject':3");
    for (String key : List.of("a.1", "a.2", "a.2", "b.1")) {
      wire.put("$KV.B." + key, "v");
    }

    Answer some = wire.request(INFO, "{'subjects_filter':'$KV.B.a.*'}").success();
    Answer all = wire.request(INFO, "{'subjects_filter':'>'}").success();
    Answer rest = wire.request(INFO, "{'subjects_filter':'$KV.B.>','offset':2}").success();
    Answer none = wire.request(INFO, "{'subjects_filter':'$KV.C.>'}").success();

    assertEquals(Map.of("$KV.B.a.1", 1, "$KV.B.a.2", 2), some.at("state.subjects"));
    assertEquals(2, some.number("total"));
    assertEquals(0, some.number("offset"));
    assertEquals(100_000, some.number("limit"));
    assertEquals(3, all.number("total"));
    assertEquals(Map.of("$KV.B.b.1", 1), rest.at("state.subjects"));
    assertEquals(3, rest.number("total"));
    assertEquals(2, rest.number("offset"));
    assertFalse(none.has("state.subjects"), none.json());
    assertEquals(0, none.number("total"));
  }

  @Test
  @Tag("W57")
  void shouldListTheGaps() throws IOException {
    wire.bucket("B", "");
    for (String key : List.of("a", "b", "c", "b", "b", "d")) {
      wire.put("$KV.B." + key, "v");
    }

    Answer plain = wire.request(INFO).success();
    Answer detailed = wire.request(INFO, "{'deleted_details':true}").success();

    assertEquals(2, plain.number("state.num_deleted"));
    assertFalse(plain.has("state.deleted"), plain.json());
    assertEquals(List.of(2, 4), detailed.list("state.deleted"));
  }

  @Test
  @Tag("W41")
  void shouldTakeAnEmptyBodyAsAnEmptyObject() throws IOException {
    wire.bucket("B", "");
    for (String verb : List.of("INFO.KV_B", "NAMES", "LIST", "PURGE.KV_B", "DELETE.KV_B")) {
      for (String body : List.of("", "{}")) {
        wire.bucket("B", "");
        wire.request("$JS.API.STREAM." + verb, body).success();
      }
    }
  }
}
