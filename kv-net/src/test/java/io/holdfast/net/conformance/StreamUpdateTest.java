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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code STREAM.UPDATE}: what may change, at once, and what may not. */
@Timeout(60)
class StreamUpdateTest {
  private static final String UPDATE = "$JS.API.STREAM.UPDATE.KV_B";

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

  private Answer update(String more) throws IOException {
    return wire.request(UPDATE, Wire.bucketConfig("B", more));
  }

  @Test
  @Tag("W58")
  void shouldChangeWhatMayChange() throws IOException {
    wire.bucket("B", "");

    Answer updated =
        update(
                """
                'description':'d','max_msgs_per_subject':5,'max_age':600000000000,
                'max_bytes':100000,'max_msg_size':1000,'metadata':{'x':'y'},'compression':'s2',
                'allow_msg_ttl':true,'subject_delete_marker_ttl':5000000000,
                'duplicate_window':1000000000,'allow_direct':false,'discard':'old'""")
            .success();

    assertEquals("stream_update_response", updated.type());
    assertEquals(false, updated.has("did_create"));
    assertEquals("d", updated.text("config.description"));
    assertEquals(5, updated.number("config.max_msgs_per_subject"));
    assertEquals(600_000_000_000L, updated.number("config.max_age"));
    assertEquals(100_000, updated.number("config.max_bytes"));
    assertEquals(1000, updated.number("config.max_msg_size"));
    assertEquals(Map.of("x", "y"), updated.at("config.metadata"));
    assertEquals("s2", updated.text("config.compression"));
    assertEquals(5_000_000_000L, updated.number("config.subject_delete_marker_ttl"));
    assertEquals(1_000_000_000L, updated.number("config.duplicate_window"));
    assertEquals(false, updated.at("config.allow_direct"));
    assertEquals("old", updated.text("config.discard"));
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B");
    assertEquals(updated.at("config"), info.at("config"));
  }

  @Test
  @Tag("W58")
  void shouldTrimAShorterHistoryAtOnce() throws IOException {
    wire.bucket("B", "'max_msgs_per_subject':5");
    for (int i = 0; i < 5; i++) {
      wire.put("$KV.B.k", "v" + i);
    }

    Answer updated = update("'max_msgs_per_subject':2").success();

    assertEquals(2, updated.number("state.messages"));
    assertEquals(4, updated.number("state.first_seq"));
    assertEquals(5, updated.number("state.last_seq"));
  }

  @Test
  @Tag("W58")
  void shouldExpireByAShorterAge() throws IOException {
    wire.bucket("B", "");
    wire.put("$KV.B.k", "v");
    time.advance(Duration.ofSeconds(10));

    update("'max_age':5000000000").success();
    time.advance(Duration.ofSeconds(1));

    assertEquals(0, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.messages"));
  }

  @Test
  @Tag("W58")
  void shouldShedTheOldestOfABucketThatDiscardsOld() throws IOException {
    wire.bucket("B", "'discard':'old'");
    for (String key : new String[] {"a", "b", "c"}) {
      wire.put("$KV.B." + key, "x".repeat(100));
    }

    Answer updated = update("'discard':'old','max_bytes':250").success();

    assertEquals(2, updated.number("state.messages"));
    assertEquals(2, updated.number("state.first_seq"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'storage':'memory'; stream configuration update can not change storage type",
        "'deny_delete':false; stream configuration update can not cancel deny message deletes",
        "'allow_msg_ttl':false; message TTL status can not be disabled",
        "'deny_purge':false; stream configuration update can not cancel deny purge"
      })
  @Tag("W59")
  void shouldRefuseWhatMayNotBeTakenBack(String field, String reason) throws IOException {
    String before = "'allow_msg_ttl':true,'deny_purge':true,'allow_rollup_hdrs':false";
    Answer created = wire.bucket("B", before);
    String name = field.substring(0, field.indexOf(':'));
    String body = Wire.bucketConfig("B", before).replace(name + ":true", field);
    String asked = body.contains(field) ? body : Wire.bucketConfig("B", before + "," + field);

    Answer refused = wire.request(UPDATE, asked);

    assertEquals("500/10052 " + reason, refused.error());
    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B");
    assertEquals(created.at("config"), info.at("config"));
  }

  @Test
  @Tag("W60")
  void shouldSayThatThereIsNoneToUpdate() throws IOException {
    assertEquals("404/10059 stream not found", update("").error());
    Answer noBucket =
        wire.request("$JS.API.STREAM.UPDATE.ORDERS", "{'name':'ORDERS','subjects':['orders.>']}");
    assertEquals("404/10059 stream not found", noBucket.error());
  }
}
