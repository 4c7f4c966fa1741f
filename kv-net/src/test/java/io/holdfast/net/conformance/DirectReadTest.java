package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Direct gets of one message. */
@Timeout(60)
class DirectReadTest {
  private static final String GET = "$JS.API.DIRECT.GET.KV_B.";

  @Test
  @Tag("W80")
  void shouldSeeWhatAnotherConnectionWasToldIsWritten() throws Exception {
    try (var served = ServedStore.start()) {
      Wire writer = Wire.to(served);
      RawClient reader = served.raw().connect().send("SUB _READ 1\r\n");
      writer.bucket("B", "");
      for (int i = 0; i < 300; i++) {
        long sequence = writer.put("$KV.B.key", "v" + i);

        reader.send("PUB " + GET + "$KV.B.key _READ 0\r\n\r\n");
        Received seen = reader.message();

        assertEquals("v" + i, seen.payload());
        assertTrue(seen.headers().contains("\r\nNats-Sequence: " + sequence + "\r\n"));
      }
    }
  }

  @Test
  @Tag("W72")
  void shouldFindEveryLegalKey() throws Exception {
    try (var served = ServedStore.start()) {
      Wire wire = Wire.to(served);
      wire.bucket("B", "");
      for (String key :
          new String[] {"a", "a.b.c", "-/_=.9", "A-b_c=d/e", "x".repeat(400), "1.2.3.4.5.6.7.8"}) {
        wire.put("$KV.B." + key, "value of " + key);

        Received found = wire.ask(GET + "$KV.B." + key, "");

        assertEquals("value of " + key, found.payload());
        assertTrue(found.headers().contains("\r\nNats-Subject: $KV.B." + key + "\r\n"));
      }
    }
  }

  @Test
  @Tag("W71")
  @Tag("W76")
  void shouldLeaveOutStoredHeadersWhenAskedTo() throws Exception {
    try (var served = ServedStore.start()) {
      Wire wire = Wire.to(served);
      wire.bucket("B", "");
      wire.put("$KV.B.k", "v", "Mine: yes", "Other:no");

      Received whole = wire.ask(GET + "$KV.B.k", "");
      Received bare = wire.ask(GET + "$KV.B.k", "{\"no_hdr\":true}");

      assertTrue(whole.headers().startsWith("NATS/1.0\r\nMine: yes\r\nOther:no\r\nNats-Stream: "));
      assertTrue(bare.headers().startsWith("NATS/1.0\r\nNats-Stream: KV_B\r\n"), bare.headers());
    }
  }
}
