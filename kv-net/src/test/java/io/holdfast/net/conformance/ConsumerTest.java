package io.holdfast.net.conformance;

import static io.holdfast.net.conformance.Consuming.body;
import static io.holdfast.net.conformance.Consuming.key;
import static io.holdfast.net.conformance.Consuming.number;
import static io.holdfast.net.conformance.Consuming.pending;
import static io.holdfast.net.conformance.Consuming.revision;
import static io.holdfast.net.conformance.Consuming.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Creating, listing and ending consumers, and what push consumers deliver. */
@Timeout(60)
class ConsumerTest {
  private static final String CREATE = "$JS.API.CONSUMER.CREATE.KV_B";

  private ServedStore served;
  private Wire wire;
  private Consuming consuming;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    wire = Wire.to(served);
    wire.bucket("B", "'max_msgs_per_subject':3");
    consuming = new Consuming(wire);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void put(String... keys) throws IOException {
    for (String key : keys) {
      wire.put("$KV.B." + key, "value");
    }
  }

  @Test
  @Tag("W110")
  void shouldCreateByEachOfTheSubjects() throws Exception {
    put("a.b.c", "x", "a.q.c");
    wire.subscribe("_D", "7");
    String deliver = "'deliver_subject':'_D','filter_subject':'$KV.B.a.*.c'";

    Answer generated = wire.request(CREATE, body(deliver)).success();
    assertEquals("a.b.c a.q.c", consuming.keys(2));
    assertFalse(generated.text("name").isEmpty());
    assertEquals(generated.text("name"), generated.text("config.name"));
    Answer inBody = wire.request(CREATE, body("'name':'own'," + deliver)).success();
    assertEquals("own", inBody.text("name"));
    assertEquals("a.b.c a.q.c", consuming.keys(2));
    Answer named = wire.request(CREATE + ".two", body(deliver)).success();
    assertEquals("two", named.text("name"));
    assertEquals("a.b.c a.q.c", consuming.keys(2));
    Answer filtered =
        wire.request(CREATE + ".three.$KV.B.a.*.c", body("'name':'three'," + deliver)).success();
    assertEquals("three", filtered.text("name"));
    assertEquals("a.b.c a.q.c", consuming.keys(2));
    wire.request(
            CREATE + ".four.$KV.B.>", body("'deliver_subject':'_D','filter_subject':'$KV.B.>'"))
        .success();
    assertEquals("a.b.c x a.q.c", consuming.keys(3));
  }

  @Test
  @Tag("W112")
  void shouldDeliverAtOnceToAnEarlierSubscription() throws Exception {
    put("a");
    wire.subscribe("_D.c", "7");

    Answer created = consuming.push("c", "").success();

    assertEquals(true, created.at("push_bound"));
    Received first = wire.next();
    assertEquals("a", key(first));
    assertEquals("7", first.sid());
  }

  @Test
  @Tag("W117")
  void shouldStartWhereThePolicySays() throws Exception {
    put("a", "b", "a", "c");
    String third = wire.request("$JS.API.STREAM.MSG.GET.KV_B", "{'seq':3}").text("message.time");
    Map<String, String> firsts =
        Map.of(
            "'deliver_policy':'all'",
            "1",
            "'deliver_policy':'last'",
            "4",
            "'deliver_policy':'last_per_subject'",
            "2",
            "'deliver_policy':'new'",
            "5",
            "'deliver_policy':'by_start_sequence','opt_start_seq':3",
            "3",
            "'deliver_policy':'by_start_sequence','opt_start_seq':6",
            "6",
            "'deliver_policy':'by_start_time','opt_start_time':'" + third + "'",
            "3");
    for (String policy : firsts.keySet()) {
      consuming.push("c" + firsts.get(policy) + policy.length(), policy).success();
    }
    put("d", "e");

    for (Map.Entry<String, String> each : firsts.entrySet()) {
      String name = "c" + each.getValue() + each.getKey().length();
      wire.subscribe("_D." + name, name);
      Received first = wire.next();
      assertEquals(each.getValue(), Long.toString(revision(first)), each.getKey());
      assertEquals(1, number(first));
      while (pending(first) > 0) {
        first = wire.next();
      }
      assertEquals("e", key(first));
    }
  }

  @Test
  @Tag("W118")
  void shouldDeliverOnceWhatOneOfSeveralFiltersMatches() throws Exception {
    put("a.1", "b.1", "c.1", "a.2");
    wire.subscribe("_D", "7");
    String several =
        "'deliver_subject':'_D','deliver_policy':'last_per_subject','filter_subjects':['$KV.B.a.*','$KV.B.b.1']";

    Answer created = wire.request(CREATE + ".c", body(several)).success();

    assertEquals(3, created.number("num_pending"));
    assertEquals(List.of("$KV.B.a.*", "$KV.B.b.1"), created.list("config.filter_subjects"));
    assertEquals("a.1 b.1 a.2", consuming.keys(3));
    put("b.2", "b.1");
    assertEquals("b.1", consuming.keys(1));
    for (String filters :
        List.of("'$KV.B.a.*','$KV.B.a.1'", "'$KV.B.>','$KV.B.a'", "'a.*.c','a.b.*'")) {
      assertEquals(
          "400/10138",
          wire.request(CREATE, body("'deliver_subject':'_D','filter_subjects':[" + filters + "]"))
              .errorCodes());
    }
  }

  private static String filters(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'$KV.B.k" + i + "'")
        .collect(Collectors.joining(","));
  }

  @Test
  @Tag("W128")
  void shouldSayWhatIsWrongWithAConsumer() throws Exception {
    String deliver = "'deliver_subject':'_D'";
    consuming.push("taken", "").success();
    for (Map.Entry<String, String> each :
        Map.ofEntries(
                Map.entry("'deliver_policy':'by_start_sequence'", "400/10094"),
                Map.entry("'deliver_policy':'new','opt_start_seq':3", "400/10094"),
                Map.entry("'deliver_policy':'by_start_time'", "400/10094"),
                Map.entry("'filter_subjects':['']", "400/10139"),
                Map.entry("'filter_subjects':[" + filters(513) + "]", "500/10052"),
                Map.entry("'filter_subject':'a..b'", "500/10052"),
                Map.entry("'name':'a.b'", "500/10052"),
                Map.entry("'idle_heartbeat':1000", "400/10083"),
                Map.entry("'num_replicas':3", "500/10074"),
                Map.entry("'deliver_policy':'sometimes'", "400/10025"),
                Map.entry("'ack_policy':'perhaps'", "400/10025"),
                Map.entry("'backoff':[1,2,3],'max_deliver':2", "400/10116"))
            .entrySet()) {
      Answer refused = wire.request(CREATE, body(deliver + "," + each.getKey()));
      assertEquals(each.getValue(), refused.errorCodes(), each.getKey());
      assertEquals("consumer_create_response", refused.type());
    }
    for (Map.Entry<String, String> each :
        Map.of("_D.*", "400/10079", "a..b", "400/10112", "$KV.B.x", "400/10081").entrySet()) {
      assertEquals(
          each.getValue(),
          wire.request(CREATE, body("'deliver_subject':'" + each.getKey() + "'")).errorCodes());
    }
    assertEquals(
        "400/10137",
        wire.request(CREATE + ".n.$KV.B.a", body(deliver + ",'filter_subjects':['$KV.B.a']"))
            .errorCodes());
    assertEquals(
        "400/10056",
        wire.request(CREATE, "{'stream_name':'KV_C','config':{" + deliver + "}}").errorCodes());
    assertEquals(
        "400/10017", wire.request(CREATE + ".n", body("'name':'m'," + deliver)).errorCodes());
    assertEquals("400/10148", consuming.push("taken", "'deliver_policy':'new'").errorCodes());
    assertEquals("taken", consuming.push("taken", "").success().text("name"));
    assertEquals(
        "400/10149",
        wire.request(
                CREATE + ".no",
                "{'stream_name':'KV_B','action':'update','config':{" + deliver + "}}")
            .errorCodes());
  }

  @Test
  @Tag("W62")
  @Tag("W124")
  void shouldListConsumersPageByPage() throws Exception {
    for (int i = 0; i < 300; i++) {
      wire.request(CREATE, body("'name':'c" + (1000 + i) + "','deliver_subject':'_D" + i + "'"));
    }

    Answer first = wire.request("$JS.API.CONSUMER.LIST.KV_B", "{'offset':0}").success();
    Answer second = wire.request("$JS.API.CONSUMER.LIST.KV_B", "{'offset':256}").success();
    Answer names = wire.request("$JS.API.CONSUMER.NAMES.KV_B", "{'offset':298}").success();
    Answer beyond = wire.request("$JS.API.CONSUMER.NAMES.KV_B", "{'offset':300}").success();

    assertEquals(256, first.list("consumers").size());
    assertEquals(300, first.number("total"));
    assertEquals(256, first.number("limit"));
    assertEquals(44, second.list("consumers").size());
    assertTrue(
        second.list("consumers").get(0) instanceof Map<?, ?> it && "c1256".equals(it.get("name")));
    assertEquals(List.of("c1298", "c1299"), names.list("consumers"));
    assertEquals(List.of(), beyond.list("consumers"));
    assertEquals(300, wire.request("$JS.API.STREAM.INFO.KV_B").number("state.consumer_count"));
    consuming.delete("c1000").success();
    assertEquals("404/10014", consuming.delete("c1000").errorCodes());
    assertEquals("400/10038", deleteWithBody());
  }

  private String deleteWithBody() throws IOException {
    return wire.request("$JS.API.CONSUMER.DELETE.KV_B.c1001", "{'a':1}").errorCodes();
  }

  @Test
  @Tag("W130")
  void shouldReachZeroPendingThoughEntriesVanish() throws Exception {
    put("a", "b", "c", "d");
    consuming.push("c", "'deliver_policy':'last_per_subject','idle_heartbeat':100000000").success();
    wire.request("$JS.API.STREAM.PURGE.KV_B", "{'filter':'$KV.B.d'}").success();
    wire.request("$JS.API.STREAM.PURGE.KV_B", "{'filter':'$KV.B.b'}").success();
    assertEquals(2, consuming.info("c").number("num_pending"));

    wire.subscribe("_D.c", "7");

    Received a = wire.next();
    Received c = wire.next();
    assertEquals("a 1, c 0", key(a) + " " + pending(a) + ", " + key(c) + " " + pending(c));
    assertEquals("100 Idle Heartbeat", status(wire.next()));
    Answer info = consuming.info("c");
    assertEquals(0, info.number("num_pending"));
    assertEquals(2, info.number("delivered.consumer_seq"));
  }

  @Test
  @Tag("W131")
  void shouldSwallowAcknowledgements() throws Exception {
    put("a");
    wire.subscribe("_D.c", "7");
    consuming.push("c", "").success();
    Received a = wire.next();
    wire.subscribe("_R", "8");

    for (String ack :
        List.of(
            a.replyTo(),
            "$JS.ACK.KV_B.gone.1.1.1.1.0",
            "$JS.ACK.hub.hash.KV_B.c.1.1.1.1.0.x",
            "$JS.ACK.short",
            "$JS.ACK.KV_B.c.1.many.1.1.0")) {
      wire.post(ack, "+ACK");
      wire.post(ack, "garbage");
    }
    wire.raw().send("PUB $JS.ACK.KV_B.gone.1.1.1.1.0 _R 0\r\n\r\n");

    assertEquals(List.of(), new ArrayList<>(wire.delivered()));
  }
}
