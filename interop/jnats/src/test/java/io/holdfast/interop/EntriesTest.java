package io.holdfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.PublishOptions;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Put, get, create, update, delete and purge, with and without conditions. */
@Tag("W134")
class EntriesTest extends JnatsTest {
  @Test
  void shouldReadWhatWasPut() throws Exception {
    KeyValue kv = bucket();
    assertEquals(1, kv.put("bytes", bytes("a")));
    assertEquals(2, kv.put("text", "b"));
    assertEquals(3, kv.put("number", 42));

    KeyValueEntry entry = entry(kv, "number");
    assertEquals(kv.getBucketName(), entry.getBucket());
    assertEquals("number", entry.getKey());
    assertEquals(42, entry.getValueAsLong());
    assertEquals(2, entry.getDataLen());
    assertEquals(3, entry.getRevision());
    assertEquals(KeyValueOperation.PUT, entry.getOperation());
    Duration age = Duration.between(entry.getCreated().toInstant(), Instant.now());
    assertTrue(age.abs().toSeconds() < 60, () -> "created " + age + " ago");
    assertEquals("b", entry(kv, "text").getValueAsString());
    assertNull(kv.get("missing"));
  }

  @Test
  void shouldReadRevisionsOfTheirOwnKeyOnly() throws Exception {
    KeyValue kv = bucket(2);
    for (String value : List.of("a", "b", "c")) {
      kv.put("k", value);
    }
    kv.put("other", "x");

    assertNull(kv.get("k", 1));
    assertEquals("b", kv.get("k", 2).getValueAsString());
    assertNull(kv.get("k", 4));
    assertNull(kv.get("k", 99));
  }

  @Test
  void shouldCreateOnceAndAgainOverMarkers() throws Exception {
    KeyValue kv = bucket(5);
    assertEquals(1, kv.create("k", bytes("1")));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.create("k", bytes("2")));

    kv.delete("k");
    assertEquals(3, kv.create("k", bytes("3")));
    kv.purge("k");
    assertEquals(5, kv.create("k", bytes("5")));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.create("k", bytes("6")));
    assertEquals("5", entry(kv, "k").getValueAsString());
  }

  @Test
  void shouldLetOneOfManyCreate() throws Exception {
    String name = bucket().getBucketName();
    var threads = Executors.newFixedThreadPool(8);
    try {
      var calls = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 4; i++) {
        KeyValue kv = another().keyValue(name);
        for (int j = 0; j < 25; j++) {
          calls.add(() -> created(kv));
        }
      }
      int successes = 0;
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        successes += call.get() ? 1 : 0;
      }
      assertEquals(1, successes);
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean created(KeyValue kv) throws Exception {
    try {
      kv.create("k", bytes("v"));
      return true;
    } catch (JetStreamApiException e) {
      assertEquals(WRONG_LAST_SEQUENCE, e.getApiErrorCode());
      return false;
    }
  }

  @Test
  void shouldUpdateTheNewestRevisionOnly() throws Exception {
    KeyValue kv = bucket(5);
    long first = kv.put("k", "1");
    long second = kv.update("k", bytes("2"), first);

    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.update("k", bytes("3"), first));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.update("k", bytes("3"), 0));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.update("never", bytes("1"), 7));
    assertEquals(3, kv.update("k", "3", second));
    kv.delete("k");
    assertEquals(5, kv.update("k", "5", 4));
    assertEquals(6, kv.update("new", "1", 0));
  }

  @Test
  void shouldDeleteAndPurgeOnConditionOnly() throws Exception {
    KeyValue kv = bucket(5);
    kv.put("k", "1");
    kv.put("k", "2");

    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.delete("k", 1));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.purge("k", 1));
    kv.delete("k", 2);
    assertEquals(List.of("k=1", "k=2", "k DELETE"), lines(kv.history("k")));
    assertNull(kv.get("k"));
    kv.purge("k", 3);
    assertEquals(List.of("k PURGE"), lines(kv.history("k")));
    assertNull(kv.get("k"));
    assertRefused(WRONG_LAST_SEQUENCE, () -> kv.delete("never", 1));
    kv.delete("never", 0);
  }

  @Test
  void shouldPurgeNothingElse() throws Exception {
    KeyValue kv = bucket(5);
    kv.put("a", "1");
    kv.put("a.b", "2");
    kv.put("a", "3");
    kv.purge("a");

    assertEquals("2", entry(kv, "a.b").getValueAsString());
    assertEquals(2, kv.getStatus().getEntryCount());
    assertEquals(4, kv.getStatus().getBackingStreamInfo().getStreamState().getLastSequence());
  }

  @Test
  void shouldCountWhatIsThere() throws Exception {
    KeyValue kv = bucket(3);
    for (int i = 1; i <= 4; i++) {
      kv.put("long", i);
    }
    kv.put("text", "x");
    kv.delete("text");

    var state = kv.getStatus().getBackingStreamInfo().getStreamState();
    assertEquals(5, kv.getStatus().getEntryCount());
    assertEquals(2, state.getSubjectCount());
    assertEquals(2, state.getFirstSequence());
    assertEquals(6, state.getLastSequence());
    assertTrue(kv.getStatus().getByteCount() > 0);
  }

  @Test
  void shouldCheckWhatPlainPublishersExpect() throws Exception {
    KeyValue kv = bucket(3);
    kv.put("a", "1");
    String subject = "$KV." + kv.getBucketName() + ".b";

    PublishOptions wrong = PublishOptions.builder().expectedLastSequence(9).build();
    assertRefused(
        WRONG_LAST_SEQUENCE, () -> client.jetStream().publish(subject, bytes("x"), wrong));
    PublishOptions elsewhere = PublishOptions.builder().expectedStream("KV_other").build();
    assertRefused(10060, () -> client.jetStream().publish(subject, bytes("x"), elsewhere));
    PublishOptions once = PublishOptions.builder().messageId("id").build();
    assertEquals(2, client.jetStream().publish(subject, bytes("x"), once).getSeqno());
    var again = client.jetStream().publish(subject, bytes("y"), once);
    assertTrue(again.isDuplicate());
    assertEquals(2, again.getSeqno());
    assertEquals("x", entry(kv, "b").getValueAsString());
  }

  private static KeyValueEntry entry(KeyValue kv, String key) throws Exception {
    KeyValueEntry entry = kv.get(key);
    assertNotNull(entry, key);
    return entry;
  }
}
