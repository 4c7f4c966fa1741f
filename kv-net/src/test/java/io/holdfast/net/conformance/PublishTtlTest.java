package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time to live, age and the markers that expiry leaves; time moves only where a test says so. */
@Timeout(60)
class PublishTtlTest {
  private static final String CREATE = "Nats-Expected-Last-Subject-Sequence: 0";

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

  private String get(String key) throws IOException {
    Received got = wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B." + key, "");
    return got.status().isEmpty() ? got.payload() : got.status();
  }

  private long messages() throws IOException {
    return wire.request("$JS.API.STREAM.INFO.KV_B").number("state.messages");
  }

  private void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "10s, 10",
    "1m0s, 60",
    "10, 10",
    "1h30m, 5400",
    "1.5s, 1",
    "90s, 90",
    "+2s, 2",
    "2000ms, 2",
    "1500000µs, 1"
  })
  @Tag("W99")
  @Tag("W102")
  void shouldExpireAfterAndNotBeforeTheTimeGiven(String ttl, int seconds) throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");
    wire.put("$KV.B.k", "v", "Nats-TTL: " + ttl);

    time.advance(Duration.ofSeconds(seconds).minusMillis(100));
    assertEquals("v", get("k"));
    pass(1);
    assertEquals("404 Message Not Found", get("k"));
    assertEquals(0, messages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "NEVER", "Never"})
  @Tag("W99")
  @Tag("W106")
  void shouldKeepForeverWhatShallNeverExpire(String never) throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true,'max_age':10000000000");
    wire.put("$KV.B.k", "v", "Nats-TTL: " + never);
    wire.put("$KV.B.other", "v");

    pass(20);

    assertEquals("v", get("k"));
    assertEquals("404 Message Not Found", get("other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "500ms", "-1", "-10s", "abc", "0s", "1x", "10 s", "1e3", "."})
  @Tag("W99")
  void shouldRefuseWhatIsNoTimeToLive(String ttl) throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");

    Answer refused = wire.publish("$KV.B.k", "v", "Nats-TTL: " + ttl);

    assertEquals("400/10165 invalid per-message TTL", refused.error());
    assertEquals(0, messages());
  }

  @Test
  @Tag("W99")
  void shouldTakeAnEmptyOneForNone() throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");
    wire.put("$KV.B.k", "v", "Nats-TTL:");

    pass(100_000);

    assertEquals("v", get("k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10s", "10", "never"})
  @Tag("W100")
  void shouldRefuseATimeToLiveWhereNoneIsAllowed(String ttl) throws IOException {
    wire.bucket("B", "");

    Answer refused = wire.publish("$KV.B.k", "v", "Nats-TTL: " + ttl);

    assertEquals("400/10166 per-message TTL is disabled", refused.error());
  }

  @Test
  @Tag("W101")
  void shouldLetAKeyBeCreatedAgainOnceItHasExpired() throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");
    wire.put("$KV.B.k", "v", CREATE, "Nats-TTL: 5");
    assertEquals("400/10071", wire.publish("$KV.B.k", "v", CREATE).errorCodes());

    pass(6);

    assertEquals("404 Message Not Found", get("k"));
    assertEquals(2, wire.put("$KV.B.k", "again", CREATE));
  }

  @Test
  @Tag("W101")
  @Tag("W103")
  void shouldLeaveAMarkerThatTellsAWatcherOnce() throws IOException {
    wire.bucket("B", "'subject_delete_marker_ttl':90000000000");
    watch();
    wire.put("$KV.B.k", "v", "Nats-TTL: 5");
    assertEquals("v", wire.next().payload());

    pass(6);

    Received marker = wire.next();
    assertEquals("$KV.B.k", marker.subject());
    assertEquals("MaxAge", marker.header("Nats-Marker-Reason"));
    assertEquals("1m30s", marker.header("Nats-TTL"));
    assertEquals("sub", marker.header("Nats-Rollup"));
    assertEquals("", marker.payload());
    Received got = wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B.k", "");
    assertEquals("MaxAge", got.header("Nats-Marker-Reason"));
    assertEquals("2", got.header("Nats-Sequence"));
    assertEquals(1, messages());
    Answer create = wire.publish("$KV.B.k", "v", CREATE);
    assertEquals("400/10071 wrong last sequence: 2", create.error());
    assertEquals(3, wire.put("$KV.B.k", "over", "Nats-Expected-Last-Subject-Sequence: 2"));
    assertEquals("over", wire.next().payload());
    assertEquals(0, wire.delivered().size());
  }

  @Test
  @Tag("W104")
  void shouldLetTheMarkerGoSilentlyAfterItsOwnTime() throws IOException {
    wire.bucket("B", "'subject_delete_marker_ttl':5000000000");
    watch();
    wire.put("$KV.B.k", "v", "Nats-TTL: 5");
    assertEquals("v", wire.next().payload());
    pass(6);
    assertEquals("MaxAge", wire.next().header("Nats-Marker-Reason"));

    pass(6);

    assertEquals(0, messages());
    assertEquals("404 Message Not Found", get("k"));
    assertEquals(0, wire.delivered().size());
    assertEquals(3, wire.put("$KV.B.k", "v", CREATE));
  }

  @Test
  @Tag("W104")
  void shouldLeaveNoneWhereAnOlderMessageSurfacesNorAfterAPurge() throws IOException {
    wire.bucket("B", "'subject_delete_marker_ttl':5000000000,'max_msgs_per_subject':3");
    wire.put("$KV.B.kept", "older");
    wire.put("$KV.B.kept", "newer", "Nats-TTL: 10");
    wire.put("$KV.B.purged", "", "KV-Operation: PURGE", "Nats-Rollup: sub", "Nats-TTL: 10");

    pass(11);

    assertEquals("older", get("kept"));
    assertEquals("404 Message Not Found", get("purged"));
    assertEquals(1, messages());
  }

  @Test
  @Tag("W104")
  void shouldLeaveOneForADeleteThatExpires() throws IOException {
    wire.bucket("B", "'subject_delete_marker_ttl':60000000000,'max_age':10000000000");
    wire.put("$KV.B.k", "", "KV-Operation: DEL");

    pass(11);

    Received got = wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B.k", "");
    assertEquals("MaxAge", got.header("Nats-Marker-Reason"));
  }

  @Test
  @Tag("W105")
  void shouldRaiseAShortTimeToLiveToTheMarkersWhereThereIsHistory() throws IOException {
    wire.bucket("B", "'subject_delete_marker_ttl':60000000000,'max_msgs_per_subject':2");
    wire.put("$KV.B.k", "v", "X: y", "Nats-TTL: 5s", "Z: z");

    Received got = wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B.k", "");
    assertEquals("60", got.header("Nats-TTL"));
    assertTrue(got.headers().contains("X: y\r\nNats-TTL: 60\r\nZ: z\r\n"), got.headers());
    pass(59);
    assertEquals("v", get("k"));
    pass(2);
    assertEquals("", get("k"));

    wire.bucket("ONE", "'subject_delete_marker_ttl':60000000000");
    wire.put("$KV.ONE.k", "v", "Nats-TTL: 5s");
    Received kept = wire.ask("$JS.API.DIRECT.GET.KV_ONE.$KV.ONE.k", "");
    assertEquals("5s", kept.header("Nats-TTL"));
  }

  @Test
  @Tag("W106")
  void shouldExpireEveryKeyByTheAgeOfTheBucket() throws IOException {
    wire.bucket("B", "'max_age':10000000000,'max_msgs_per_subject':5");
    wire.put("$KV.B.a", "1");
    wire.put("$KV.B.a", "2");
    pass(5);
    wire.put("$KV.B.b", "3");

    pass(6);
    assertEquals("404 Message Not Found", get("a"));
    assertEquals("3", get("b"));
    assertEquals(1, messages());
    pass(5);
    assertEquals(0, messages());
  }

  @Test
  @Tag("W102")
  void shouldFreeWhatExpires() throws IOException {
    wire.bucket("B", "'max_bytes':1000,'allow_msg_ttl':true");
    wire.put("$KV.B.a", "x".repeat(900), "Nats-TTL: 5");
    assertEquals("503/10077", wire.publish("$KV.B.b", "x".repeat(900)).errorCodes());

    pass(6);

    Answer info = wire.request("$JS.API.STREAM.INFO.KV_B");
    assertEquals(0, info.number("state.bytes"));
    assertEquals(2, wire.put("$KV.B.b", "x".repeat(900)));
  }

  @Test
  @Tag("W102")
  void shouldMakeAKeyPermanentByAWriteWithoutTimeToLive() throws IOException {
    wire.bucket("B", "'allow_msg_ttl':true");
    wire.put("$KV.B.k", "short", "Nats-TTL: 5");
    wire.put("$KV.B.k", "long");

    pass(1000);

    assertEquals("long", get("k"));
  }

  private void watch() throws IOException {
    wire.subscribe("_D.w", "9");
    wire.request(
            "$JS.API.CONSUMER.CREATE.KV_B.w.$KV.B.>",
            """
            {'stream_name':'KV_B','config':{'name':'w','deliver_subject':'_D.w','ack_policy':'none',
             'deliver_policy':'last_per_subject','filter_subject':'$KV.B.>'}}""")
        .success();
  }
}
