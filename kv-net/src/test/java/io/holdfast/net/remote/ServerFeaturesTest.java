package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.remote.ServerFeatures.Feature;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ServerFeaturesTest {
  private static ServerFeatures of(String version) {
    var link = new FakeLink();
    link.serverVersion = version;
    return new ServerFeatures(link, false);
  }

  private static String refused(String version, UnaryOperator<BucketConfig.Builder> asked) {
    var config = asked.apply(BucketConfig.builder("B")).build();
    return String.valueOf(
        assertThrows(
                InvalidArgumentException.class,
                () -> of(version).requireFor(config, "create bucket 'B'"))
            .getMessage());
  }

  @Test
  void shouldGoByTheVersion() {
    assertFalse(of("2.10.29").has(Feature.KEY_TTL));
    assertTrue(of("2.11.0").has(Feature.KEY_TTL));
    assertTrue(of("v2.11.0-RC.1").has(Feature.KEY_TTL));
    assertTrue(of("3.0.0").has(Feature.ATOMIC_BATCHES));
    assertFalse(of("1.99.0").has(Feature.METADATA));
  }

  @Test
  void shouldTakeAVersionThatIsNoNumberForANewOne() {
    assertTrue(of("devel").has(Feature.ATOMIC_BATCHES));
  }

  @Test
  void shouldNameBothVersionsAndTheThing() {
    assertEquals(
        "create bucket 'B': the NATS server 2.9.10 at nats://fake:4222 does not know metadata of a"
            + " bucket, which came with 2.10: use a newer server, or do without",
        refused("2.9.10", bucket -> bucket.metadata(Map.of("a", "b"))));
  }

  @Test
  void shouldRefuseWhatAnOldServerWouldDropWithoutAWord() {
    assertTrue(refused("2.9.10", bucket -> bucket.compressed(true)).contains("2.10"));
    assertTrue(
        refused("2.10.0", bucket -> bucket.limitMarkerTtl(Duration.ofSeconds(1))).contains("2.11"));
    assertTrue(
        refused("2.11.9", bucket -> bucket.flags(StreamFlags.DEFAULT.withAtomicBatches()))
            .contains("2.12"));
  }

  @Test
  void shouldMakeAnyPlainBucketOnAnyServer() {
    var config = BucketConfig.builder("B").history(5).ttl(Duration.ofMinutes(1)).build();

    assertDoesNotThrow(() -> of("2.9.0").requireFor(config, "create bucket 'B'"));
  }

  @Test
  void shouldSayHowFinelyAKeysTimeIsCounted() {
    assertEquals(TtlPrecision.NONE, of("2.10.0").ttlPrecision());
    assertEquals(TtlPrecision.SECONDS, of("2.11.0").ttlPrecision());
    assertEquals(TtlPrecision.MILLIS, new ServerFeatures(new FakeLink(), true).ttlPrecision());
  }
}
