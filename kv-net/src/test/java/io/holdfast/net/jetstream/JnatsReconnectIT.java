package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.net.server.ServedStore;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the official Java client sees when its server restarts. Slow by the client's nature: it
 * notices a lost consumer by three missed heartbeats, half a minute.
 */
@Timeout(150)
class JnatsReconnectIT {
  @Test
  @Tag("W125")
  void shouldResumeAWatchAfterTheServerRestarted() throws Exception {
    try (var served = ServedStore.start()) {
      Connection client = served.connect();
      client.keyValueManagement().create(KeyValueConfiguration.builder("B").build());
      KeyValue kv = client.keyValue("B");
      kv.put("a", "1");
      var seen = new RecordingWatcher();
      kv.watchAll(seen);
      assertEquals(1, seen.next().getRevision());
      seen.awaitEndOfData();

      served.restart();
      served.store().bucket("B").put("a", Bytes.utf8("2"));
      RecordingWatcher.await(() -> client.getStatus() == Connection.Status.CONNECTED);
      kv.put("a", "3");

      long last = 1;
      while (last < 3) {
        KeyValueEntry entry = seen.next();
        assertTrue(entry.getRevision() > last, "delivered twice: " + entry);
        last = entry.getRevision();
      }
      assertEquals(3, last);
    }
  }
}
