package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code STREAM.NAMES}, {@code LIST} and {@code DELETE}. */
@Timeout(60)
class StreamListingTest {
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
  @Tag("W62")
  void shouldListNothingAsAnEmptyArray() throws IOException {
    for (String verb : List.of("NAMES", "LIST")) {
      Answer none = wire.request("$JS.API.STREAM." + verb).success();
      assertEquals(List.of(), none.list("streams"), verb);
      assertEquals(0, none.number("total"), verb);
    }
  }

  @Test
  @Tag("W62")
  @Tag("W63")
  void shouldListInOrderWithTheStateOfEach() throws IOException {
    for (String bucket : List.of("b", "a", "c")) {
      wire.bucket(bucket, "");
    }
    wire.put("$KV.b.k", "v");

    Answer names = wire.request("$JS.API.STREAM.NAMES", "{'subject':'$KV.*.>'}").success();
    Answer list = wire.request("$JS.API.STREAM.LIST", "{'subject':'$KV.*.>'}").success();

    assertEquals(List.of("KV_a", "KV_b", "KV_c"), names.list("streams"));
    assertEquals(1024, names.number("limit"));
    assertEquals(256, list.number("limit"));
    assertEquals(3, list.number("total"));
    Answer second = list.objects("streams").get(1);
    assertEquals("KV_b", second.text("config.name"));
    assertEquals(1, second.number("state.messages"));
    assertTrue(second.has("created"), second.json());
  }

  @Test
  @Tag("W63")
  void shouldKeepThoseWhoseSubjectsOverlap() throws IOException {
    wire.bucket("a", "");
    wire.bucket("b", "");

    assertEquals(List.of("KV_a"), names("$KV.a.k"));
    assertEquals(List.of("KV_a", "KV_b"), names(">"));
    assertEquals(List.of("KV_b"), names("$KV.b.*.*"));
    assertEquals(List.of(), names("orders.>"));
  }

  private List<?> names(String subject) throws IOException {
    return wire.request("$JS.API.STREAM.NAMES", "{'subject':'" + subject + "'}").list("streams");
  }

  @Test
  @Tag("W62")
  void shouldServePageAfterPage() throws Exception {
    for (int i = 0; i < 1030; i++) {
      served.store().createBucket(BucketConfig.of("b%04d".formatted(i)));
    }

    for (String verb : List.of("NAMES", "LIST")) {
      var all = new ArrayList<Object>();
      int pages = 0;
      Answer page;
      do {
        page = wire.request("$JS.API.STREAM." + verb, "{'offset':" + all.size() + "}").success();
        assertEquals(all.size(), page.number("offset"));
        all.addAll(page.list("streams"));
        pages++;
      } while (all.size() < page.number("total") && pages < 10);

      assertEquals(1030, all.size(), verb);
      assertEquals(verb.equals("NAMES") ? 2 : 5, pages, verb);
    }
    Answer beyond = wire.request("$JS.API.STREAM.NAMES", "{'offset':5000}").success();
    assertEquals(List.of(), beyond.list("streams"));
    assertEquals(1030, beyond.number("total"));
  }

  @Test
  @Tag("W61")
  void shouldBeGoneForEveryVerbOnceDeleted() throws IOException {
    wire.bucket("B", "");
    wire.put("$KV.B.k", "v");

    Answer deleted = wire.request("$JS.API.STREAM.DELETE.KV_B").success();

    assertEquals(true, deleted.at("success"));
    assertEquals("stream_delete_response", deleted.type());
    assertEquals("404/10059", wire.request("$JS.API.STREAM.INFO.KV_B").errorCodes());
    assertEquals("404/10059", wire.request("$JS.API.STREAM.DELETE.KV_B").errorCodes());
    assertEquals("503", wire.ask("$KV.B.k", "v").status());
    assertEquals("503", wire.ask("$KV.B.k", "v", "Nats-TTL: abc").status());
    assertEquals("503", wire.ask("$JS.API.DIRECT.GET.KV_B.$KV.B.k", "").status());
    Answer get = wire.request("$JS.API.STREAM.MSG.GET.KV_B", "{'seq':1}");
    assertEquals("404/10059", get.errorCodes());
    wire.bucket("B", "");
    assertEquals(1, wire.put("$KV.B.k", "v"), "another life begins anew");
  }

  @Test
  @Tag("W61")
  void shouldExpectNothingInTheBodyOfADelete() throws IOException {
    wire.bucket("B", "");

    Answer refused = wire.request("$JS.API.STREAM.DELETE.KV_B", "{'no':'way'}");

    assertEquals("400/10038 expected an empty request payload", refused.error());
    wire.request("$JS.API.STREAM.INFO.KV_B").success();
  }
}
