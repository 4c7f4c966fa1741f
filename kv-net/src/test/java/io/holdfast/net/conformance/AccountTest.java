package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code $JS.API.INFO}: what JetStream is like here. */
@Timeout(60)
class AccountTest {
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
  @Tag("W43")
  void shouldHaveEveryFieldThatClientsCannotDoWithout() throws IOException {
    wire.bucket("B", "");
    wire.put("$KV.B.k", "v");

    Answer info = wire.request("$JS.API.INFO").success();

    assertEquals("account_info_response", info.type());
    for (String field : List.of("memory", "reserved_memory", "reserved_storage", "consumers")) {
      assertEquals(0, info.number(field), field);
    }
    assertTrue(info.number("storage") > 0, info.json());
    assertEquals(1, info.number("streams"));
    for (String limit :
        List.of(
            "max_memory",
            "max_streams",
            "max_consumers",
            "max_ack_pending",
            "memory_max_stream_bytes",
            "storage_max_stream_bytes")) {
      assertTrue(info.has("limits." + limit), limit);
      assertEquals(-1, info.number("limits." + limit), limit);
    }
    assertTrue(info.has("limits.max_storage"), info.json());
    assertEquals(false, info.at("limits.max_bytes_required"));
    assertTrue(info.has("api.total") && info.has("api.errors"), info.json());
  }

  @Test
  @Tag("W44")
  void shouldClaimTheApiLevelOfLimitMarkers() throws IOException {
    assertTrue(wire.request("$JS.API.INFO").number("api.level") >= 1);
  }
}
