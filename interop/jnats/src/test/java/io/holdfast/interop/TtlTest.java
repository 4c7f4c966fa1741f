package io.holdfast.interop;

import static io.holdfast.interop.Watched.END;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.KeyValue;
import io.nats.client.MessageTtl;
import io.nats.client.api.KeyValueEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The age of buckets and of keys, and the markers that a server writes. */
@Tag("W134")
@Execution(ExecutionMode.CONCURRENT)
class TtlTest extends JnatsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private KeyValue marked() throws Exception {
    needsLimitMarkers();
    return bucket(settings -> settings.limitMarker(SECOND));
  }

  private static void assertGoes(KeyValue kv) throws Exception {
    eventually(() -> kv.getStatus().getEntryCount(), count -> count == 0);
  }

  @Test
  void shouldForgetWhatIsOlderThanABucketAllows() throws Exception {
    KeyValue kv = bucket(settings -> settings.ttl(SECOND));
    kv.put("k", "v");
    kv.put("deleted", "v");
    kv.delete("deleted");
    Instant created = Objects.requireNonNull(kv.get("k")).getCreated().toInstant();

    assertGoes(kv);
    assertTrue(Duration.between(created, Instant.now()).compareTo(SECOND) >= 0, "gone too early");
    assertEquals(4, kv.create("k", bytes("w")));
  }

  @Test
  void shouldEndAKeysTimeWithAMarkerThatGoesToo() throws Exception {
    KeyValue kv = marked();
    var seen = new Watched();
    kv.watchAll(seen);
    kv.create("k", bytes("v"), MessageTtl.seconds(1));
    KeyValueEntry entry = kv.get("k");
    assertNotNull(entry);

    assertEquals(List.of(END, "k=v", "k PURGE"), seen.next(3));
    assertTrue(
        Duration.between(entry.getCreated().toInstant(), Instant.now()).compareTo(SECOND) >= 0,
        "gone too early");
    assertGoes(kv);
    assertEquals(3, kv.create("k", bytes("w")));
  }

  @Test
  void shouldCreateOverAMarkerOfAge() throws Exception {
    needsLimitMarkers();
    KeyValue kv = bucket(settings -> settings.limitMarker(Duration.ofMinutes(1)));
    kv.create("k", bytes("v"), MessageTtl.seconds(1));
    eventually(() -> kv.history("k"), history -> lines(history).equals(List.of("k PURGE")));

    assertEquals(3, kv.create("k", bytes("w")));
    assertEquals("w", Objects.requireNonNull(kv.get("k")).getValueAsString());
  }

  @Test
  void shouldLetAPurgeSayWhenItsMarkerGoes() throws Exception {
    KeyValue kv = marked();
    kv.create("a", bytes("1"));
    kv.create("b", bytes("1"));
    kv.purge("a", MessageTtl.seconds(1));
    kv.purge("b", 2, MessageTtl.seconds(1));
    assertEquals(List.of("a PURGE"), lines(kv.history("a")));

    assertGoes(kv);
    assertEquals(4, kv.getStatus().getBackingStreamInfo().getStreamState().getLastSequence());
  }

  @Test
  void shouldMarkWhatABucketsAgeTook() throws Exception {
    needsLimitMarkers();
    KeyValue kv = bucket(settings -> settings.ttl(SECOND).limitMarker(SECOND));
    var seen = new Watched();
    kv.watchAll(seen);
    kv.put("k", "v");
    assertEquals(List.of(END, "k=v", "k PURGE"), seen.next(3));
    assertGoes(kv);
  }

  @Test
  void shouldKeepWhatNeverEnds() throws Exception {
    needsLimitMarkers();
    KeyValue kv = bucket(settings -> settings.ttl(SECOND).limitMarker(SECOND));
    kv.create("for ever".replace(' ', '.'), bytes("v"), MessageTtl.never());
    kv.put("k", "v");
    eventually(() -> kv.getStatus().getEntryCount(), count -> count == 1);
    assertEquals(List.of("for.ever"), kv.keys());
  }

  @Test
  void shouldMakeAKeyLastingByAnUpdate() throws Exception {
    KeyValue kv = marked();
    long revision = kv.create("k", bytes("v"), MessageTtl.seconds(1));
    kv.update("k", bytes("w"), revision);
    kv.create("other", bytes("v"), MessageTtl.seconds(1));
    eventually(() -> kv.history("other"), history -> !lines(history).contains("other=v"));
    assertEquals("w", Objects.requireNonNull(kv.get("k")).getValueAsString());
  }

  @Test
  void shouldRefuseATimeToLiveWhereTheBucketHasNone() throws Exception {
    needsLimitMarkers();
    KeyValue kv = bucket();
    assertRefused(10166, () -> kv.create("k", bytes("v"), MessageTtl.seconds(1)));
  }
}
