package io.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConfigMetersTest {
  private final VirtualScheduler time = new VirtualScheduler(9);
  private final KeyValueStore store = InMemoryStore.open(time);
  private final Bucket bucket = get(store.createBucketAsync(BucketConfig.of("settings")));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ConfigView view = ConfigView.withMeters(bucket, time, registry);
  private final ConfigValue<Long> limit = view.value("limit", Codec.integer(), 1L);

  private <T> T get(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(
        time.runUntil(future::isDone, Duration.ofMinutes(1)),
        "not done in a minute of virtual time");
    return future.join();
  }

  private long put(String value) {
    long revision = get(bucket.putAsync("limit", Bytes.utf8(value), WriteOptions.DEFAULT));
    time.advance(Duration.ofMillis(10));
    return revision;
  }

  @Test
  void shouldShowThatNothingIsKnownYetAndThenHowMuchIs() {
    assertEquals(1, gauge("holdfast.config.stale"));
    assertEquals(0, gauge("holdfast.config.revision"));
    assertEquals(0, counter("holdfast.config.changes"));
    assertEquals(0, counter("holdfast.config.rejections"));

    get(view.loaded());
    long revision = put("7");

    assertEquals(0, gauge("holdfast.config.stale"));
    assertEquals((double) revision, gauge("holdfast.config.revision"));
    assertEquals(1, gauge("holdfast.config.keys"));
  }

  @Test
  void shouldCountChangesAndRefusals() {
    get(view.loaded());

    put("7");
    put("7");
    put("many");
    put("8");

    assertEquals(8, limit.get());
    assertEquals(2, counter("holdfast.config.changes"));
    assertEquals(1, counter("holdfast.config.rejections"));
  }

  @Test
  void shouldShowThatItsBucketIsGone() {
    get(view.loaded());

    get(store.deleteBucketAsync("settings"));
    time.advance(Duration.ofSeconds(1));

    assertEquals(1, gauge("holdfast.config.stale"));
  }

  @Test
  void shouldTakeItsGaugesAlong() {
    view.close();

    assertNull(registry.find("holdfast.config.revision").gauge());
    assertNull(registry.find("holdfast.config.stale").gauge());
  }

  private double gauge(String name) {
    return registry.get(name).tag("bucket", "settings").gauge().value();
  }

  private double counter(String name) {
    return registry.get(name).tag("bucket", "settings").counter().count();
  }
}
