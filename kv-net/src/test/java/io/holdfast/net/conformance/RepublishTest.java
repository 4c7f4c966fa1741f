package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a bucket stores, sent to plain subscribers as well. */
@Timeout(60)
class RepublishTest {
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
  @Tag("W107")
  void shouldSendWhatIsStoredWithWhereItIs() throws IOException {
    wire.bucket("B", "'republish':{'src':'$KV.B.>','dest':'out.>'}");
    wire.subscribe("out.>", "o");
    wire.put("$KV.B.other", "x");
    wire.next();
    wire.put("$KV.B.a.b", "v1");
    Received first = wire.next();
    wire.put("$KV.B.a.b", "v2", "App: y");

    Received second = wire.next();

    assertEquals("out.a.b", first.subject());
    assertEquals("v1", first.payload());
    assertEquals("0", first.header("Nats-Last-Sequence"));
    assertEquals("v2", second.payload());
    assertEquals("y", second.header("App"));
    assertEquals("KV_B", second.header("Nats-Stream"));
    assertEquals("$KV.B.a.b", second.header("Nats-Subject"));
    assertEquals("3", second.header("Nats-Sequence"));
    assertEquals("2", second.header("Nats-Last-Sequence"));
    Received got = wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B.a.b", "");
    assertEquals(got.header("Nats-Time-Stamp"), second.header("Nats-Time-Stamp"));
  }

  @Test
  @Tag("W107")
  void shouldSendHeadersAloneWhereAskedAndNothingRefusedOrOfOtherSubjects() throws IOException {
    Answer created =
        wire.bucket("B", "'republish':{'src':'$KV.B.t.*','dest':'out.$1.x','headers_only':true}");
    assertEquals("out.$1.x", created.text("config.republish.dest"));
    assertEquals(true, created.at("config.republish.headers_only"));
    wire.subscribe("out.>", "o");

    wire.put("$KV.B.u.k", "not matched");
    wire.publish("$KV.B.t.k", "refused", "Nats-Expected-Last-Subject-Sequence: 9");
    wire.put("$KV.B.t.k", "größe");
    List<Received> sent = List.copyOf(wire.delivered());

    assertEquals(1, sent.size(), sent::toString);
    assertEquals("out.k.x", sent.get(0).subject());
    assertEquals("", sent.get(0).payload());
    assertEquals("7", sent.get(0).header("Nats-Msg-Size"));
  }

  @Test
  @Tag("W107")
  void shouldTakeUpdatesOfTheRuleAndCompareItWhenCreatingAgain() throws IOException {
    String rule = "'republish':{'dest':'out.>'}";
    Answer created = wire.bucket("B", rule);
    assertEquals(">", created.text("config.republish.src"));
    wire.bucket("B", rule);
    String other = config("'republish':{'dest':'elsewhere.>'}");
    assertEquals("400/10058", wire.request("$JS.API.STREAM.CREATE.KV_B", other).errorCodes());

    wire.request("$JS.API.STREAM.UPDATE.KV_B", other).success();
    wire.subscribe("elsewhere.>", "e");
    wire.put("$KV.B.k", "v");
    assertEquals("elsewhere.$KV.B.k", wire.next().subject());

    Answer none = wire.request("$JS.API.STREAM.UPDATE.KV_B", config("")).success();
    assertFalse(none.has("config.republish"), none.json());
    wire.put("$KV.B.k", "v");
    assertEquals(0, wire.delivered().size());
  }

  @Test
  @Tag("W107")
  void shouldRefuseARuleThatLeadsBackOrNowhere() throws IOException {
    for (String dest : List.of("$KV.B.>", "$KV.>", ">")) {
      assertEquals(
          "500/10052 stream configuration for republish destination forms a cycle",
          create("'src':'>','dest':'" + dest + "'").error(),
          dest);
    }
    assertEquals("500/10052", create("'src':'>','dest':'$KV.C.>'").errorCodes());
    assertEquals("500/10052", create("'src':'>','dest':'out'").errorCodes());
    assertEquals("500/10052", create("'src':'a.*','dest':'$2'").errorCodes());
    assertEquals("500/10052", create("'src':'>'").errorCodes());
  }

  @Test
  @Tag("W107")
  void shouldSendEveryWriteInOrderHoweverFastTheyCome() throws IOException {
    wire.bucket("B", "'republish':{'dest':'out.>'}");
    Wire other = Wire.to(served).subscribe("out.>", "o");
    other.delivered(); // The server has the subscription now.
    for (int i = 0; i < 500; i++) {
      wire.post("$KV.B.k", "v" + i);
    }
    wire.put("$KV.B.k", "end");

    for (int i = 0; i < 500; i++) {
      Received next = other.next();
      assertEquals("v" + i, next.payload());
      assertEquals(String.valueOf(i), next.header("Nats-Last-Sequence"));
    }
    assertEquals("end", other.next().payload());
  }

  private Answer create(String rule) throws IOException {
    return wire.request("$JS.API.STREAM.CREATE.KV_B", config("'republish':{" + rule + "}"));
  }

  private static String config(String more) {
    return "{'name':'KV_B','subjects':['$KV.B.>'],'max_msgs_per_subject':1,'discard':'new',"
        + "'deny_delete':true,'allow_rollup_hdrs':true,'allow_direct':true"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }
}
