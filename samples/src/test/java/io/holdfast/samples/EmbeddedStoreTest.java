package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.locks.Locks;
import io.holdfast.node.HoldfastNode;
import io.holdfast.testkit.simulation.VirtualScheduler;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample that is a test: a store inside a plain JUnit test, with nothing to install, no port to
 * choose and nothing left behind.
 */
class EmbeddedStoreTest {
  @Test
  void aStoreInMemory() throws Exception {
    try (var store = InMemoryStore.open()) {
      var settings = store.createBucket(BucketConfig.of("settings"));
      long revision = settings.put("colour", "green");

      assertEquals("green", settings.get("colour").orElseThrow().value().utf8());
      assertEquals(revision + 1, settings.update("colour", Bytes.utf8("blue"), revision));
    }
  }

  @Test
  void locksOnIt() throws Exception {
    try (var store = InMemoryStore.open();
        var here = Locks.on(store);
        var there = Locks.on(store)) {
      var held = here.mutex("door").acquire(Duration.ofSeconds(10));
      assertTrue(there.mutex("door").tryAcquire().isEmpty());

      held.close();
      assertTrue(there.mutex("door").tryAcquire().isPresent());
    }
  }

  @Test
  void anHourThatTakesNoTime() {
    var time = new VirtualScheduler(1);
    var store = InMemoryStore.open(time);
    var created = store.createBucketAsync(BucketConfig.of("sessions")).toCompletableFuture();
    time.advance(Duration.ofSeconds(1));
    var sessions = created.join();
    var forAnHour = WriteOptions.DEFAULT.ttl(Duration.ofHours(1));
    var unused = sessions.putAsync("alice", Bytes.utf8("signed in"), forAnHour);

    time.advance(Duration.ofMinutes(59));
    var before = sessions.getAsync("alice").toCompletableFuture();
    time.advance(Duration.ofMinutes(2));
    var after = sessions.getAsync("alice").toCompletableFuture();
    time.advance(Duration.ofSeconds(1));

    assertTrue(before.join().isPresent());
    assertFalse(after.join().isPresent());
  }

  @Test
  void aNodeThatKeepsItsData(@TempDir Path directory) throws Exception {
    try (var node = HoldfastNode.builder().data(directory.resolve("data")).start()) {
      node.store().createBucket(BucketConfig.of("settings")).put("colour", "green");
    }
    try (var node = HoldfastNode.builder().data(directory.resolve("data")).start()) {
      var settings = node.store().bucket("settings");

      assertEquals("green", settings.get("colour").orElseThrow().value().utf8());
    }
  }

  @Test
  void aServerForTheOfficialNatsClient() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      var nats = Nats.connect(node.url().orElseThrow());
      nats.keyValueManagement()
          .create(KeyValueConfiguration.builder().name("settings").maxHistoryPerKey(5).build());
      var settings = nats.keyValue("settings");
      long revision = settings.put("colour", "green");

      assertEquals("green", settings.get("colour").getValueAsString());
      settings.update("colour", "blue", revision);
      assertThrows(JetStreamApiException.class, () -> settings.update("colour", "red", revision));
      // What a NATS client wrote is there for the code in this process, and the other way round.
      var inside = node.store().bucket("settings");
      assertEquals("blue", inside.get("colour").orElseThrow().value().utf8());
      nats.close();
    }
  }
}
