package io.holdfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Creating, describing, changing, listing and deleting buckets. */
@Tag("W134")
class BucketsTest extends JnatsTest {
  private static final int STREAM_NOT_FOUND = 10059;
  private static final int IN_USE = 10058;

  @Test
  void shouldGiveABucketTheSettingsItIsCreatedWith() throws Exception {
    needsVersion(10, "metadata and compression");
    KeyValueConfiguration asked =
        configuration()
            .description("settings")
            .maxHistoryPerKey(7)
            .ttl(Duration.ofMinutes(10))
            .maxBucketSize(1_000_000)
            .maximumValueSize(1000)
            .storageType(StorageType.Memory)
            .replicas(1)
            .compression(true)
            .metadata(Map.of("team", "blue"))
            .build();

    for (KeyValueStatus status :
        List.of(buckets.create(asked), buckets.getStatus(asked.getBucketName()))) {
      assertEquals(asked.getBucketName(), status.getBucketName());
      assertEquals("settings", status.getDescription());
      assertEquals(7, status.getMaxHistoryPerKey());
      assertEquals(Duration.ofMinutes(10), status.getTtl());
      assertEquals(1_000_000, status.getMaxBucketSize());
      assertEquals(1000, status.getMaximumValueSize());
      assertEquals(StorageType.Memory, status.getStorageType());
      assertEquals(1, status.getReplicas());
      assertTrue(status.isCompressed());
      assertEquals("blue", status.getMetadata().get("team"));
      assertEquals(0, status.getEntryCount());
      assertEquals(0, status.getBackingStreamInfo().getStreamState().getLastSequence());
    }
  }

  @Test
  void shouldDefaultWhatIsNotAsked() throws Exception {
    KeyValueStatus status = bucket().getStatus();

    assertEquals(1, status.getMaxHistoryPerKey());
    assertEquals(-1, status.getMaxBucketSize());
    assertEquals(-1, status.getMaximumValueSize());
    assertEquals(Duration.ZERO, status.getTtl());
    assertEquals(StorageType.File, status.getStorageType());
    assertEquals(1, status.getReplicas());
    assertFalse(status.isCompressed());
    assertEquals(
        Duration.ofMinutes(2),
        status.getBackingStreamInfo().getConfiguration().getDuplicateWindow());
  }

  @Test
  void shouldShortenTheDuplicateWindowToTheAge() throws Exception {
    for (Duration ttl : List.of(Duration.ofSeconds(30), Duration.ofMinutes(30))) {
      KeyValueStatus status = bucket(settings -> settings.ttl(ttl)).getStatus();
      assertEquals(ttl, status.getTtl());
      assertEquals(
          ttl.compareTo(Duration.ofMinutes(2)) < 0 ? ttl : Duration.ofMinutes(2),
          status.getBackingStreamInfo().getConfiguration().getDuplicateWindow());
    }
  }

  @Test
  void shouldAcceptTheSameBucketAgainAndRefuseAnother() throws Exception {
    KeyValueConfiguration one = configuration().maxHistoryPerKey(2).build();
    buckets.create(one);
    client.keyValue(one.getBucketName()).put("k", "v");

    assertEquals(1, buckets.create(one).getEntryCount());
    assertRefused(
        IN_USE,
        () ->
            buckets.create(
                KeyValueConfiguration.builder(one.getBucketName()).maxHistoryPerKey(3).build()));
  }

  @Test
  void shouldChangeABucketAndTrimItAtOnce() throws Exception {
    KeyValue kv = bucket(5);
    for (int i = 0; i < 5; i++) {
      kv.put("k", i);
    }

    KeyValueStatus changed =
        buckets.update(
            KeyValueConfiguration.builder(kv.getBucketName())
                .maxHistoryPerKey(2)
                .description("less")
                .ttl(Duration.ofHours(1))
                .build());

    assertEquals(2, changed.getMaxHistoryPerKey());
    assertEquals("less", changed.getDescription());
    assertEquals(Duration.ofHours(1), changed.getTtl());
    assertEquals(List.of("k=3", "k=4"), lines(kv.history("k")));
    assertEquals(2, kv.getStatus().getEntryCount());
  }

  @Test
  void shouldRefuseToChangeABucketThatIsNotThere() {
    assertRefused(STREAM_NOT_FOUND, () -> buckets.update(configuration().build()));
  }

  @Test
  void shouldListBuckets() throws Exception {
    String one = bucket().getBucketName();
    String two = bucket(3).getBucketName();

    assertTrue(buckets.getBucketNames().containsAll(List.of(one, two)));
    List<KeyValueStatus> statuses = buckets.getStatuses();
    assertEquals(
        List.of(3L),
        statuses.stream()
            .filter(status -> status.getBucketName().equals(two))
            .map(KeyValueStatus::getMaxHistoryPerKey)
            .toList());
  }

  @Test
  void shouldDeleteABucketOnce() throws Exception {
    KeyValue kv = bucket();
    kv.put("k", "v");
    String name = kv.getBucketName();

    buckets.delete(name);

    assertFalse(buckets.getBucketNames().contains(name));
    assertRefused(STREAM_NOT_FOUND, () -> buckets.delete(name));
    assertRefused(STREAM_NOT_FOUND, () -> buckets.getStatus(name));
    assertThrows(IOException.class, () -> kv.put("k", "v"));
  }

  @Test
  void shouldStartAgainAtOneInABucketCreatedAnew() throws Exception {
    KeyValue kv = bucket();
    kv.put("k", "old");
    buckets.delete(kv.getBucketName());
    buckets.create(KeyValueConfiguration.builder(kv.getBucketName()).build());

    assertEquals(1, client.keyValue(kv.getBucketName()).put("k", "new"));
  }

  @Test
  void shouldReserveNothingForWhatCannotBe() {
    assertRefused(10074, () -> buckets.create(configuration().replicas(3).build()));
  }

  @Test
  void shouldKeepWhatALimitMarkerNeeds() throws Exception {
    needsLimitMarkers();
    KeyValueStatus status =
        bucket(settings -> settings.limitMarker(Duration.ofSeconds(2))).getStatus();

    assertEquals(Duration.ofSeconds(2), status.getLimitMarkerTtl());
    assertTrue(status.getBackingStreamInfo().getConfiguration().getAllowMessageTtl());
  }
}
