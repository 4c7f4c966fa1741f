package io.holdfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the official Java client sees when its server restarts. Slow by the client's nature: it
 * notices a lost consumer by three missed heartbeats.
 */
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class ReconnectIT {
  /** Three heartbeats of 5 s, an alarm's period more, and a busy machine. */
  private static final int HEALING_SECONDS = 60;

  @TempDir static Path directory;

  @Test
  @Tag("W125")
  @Tag("W134")
  void shouldGoOnWithAWatchAfterARestart() throws Exception {
    Optional<Server> expendable = Server.expendable(directory);
    Assumptions.assumeTrue(expendable.isPresent(), "the server is not ours to restart");
    try (Server server = expendable.orElseThrow()) {
      Connection client = Nats.connect(JnatsTest.options(server.url()));
      try {
        assertGoesOn(server, client);
      } finally {
        client.close();
      }
    }
  }

  private static void assertGoesOn(Server server, Connection client) throws Exception {
    client
        .keyValueManagement()
        .create(KeyValueConfiguration.builder("B").maxHistoryPerKey(64).build());
    KeyValue kv = client.keyValue("B");
    kv.put("a", "1");
    var seen = new Watched();
    kv.watchAll(seen);
    assertEquals(List.of("a=1", Watched.END), seen.next(2));

    server.restart();
    Connection other = Nats.connect(JnatsTest.options(server.url()));
    assertEquals(2, other.keyValue("B").put("a", "2"));
    assertEquals(3, other.keyValue("B").put("b", "3"));
    other.close();
    JnatsTest.eventually(client::getStatus, Connection.Status.CONNECTED::equals);
    assertEquals(4, kv.put("a", "4"));

    for (long revision = 2; revision <= 4; revision++) {
      assertEquals(revision, seen.nextRevisionAfterHealing(HEALING_SECONDS));
    }
  }
}
