package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.testkit.Eventually;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LogMetersTest {
  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldShowZeroBeforeAnythingHappened() {
    new LogMeters(registry);

    assertEquals(0, registry.get("holdfast.log.batch").summary().count());
    assertEquals(0, counter("holdfast.log.refused", "reason", "overloaded"));
    assertEquals(0, registry.get("holdfast.disk.sync").tag("file", "log").timer().count());
    assertEquals(0, registry.get("holdfast.snapshot.write").timer().count());
    assertEquals(0, registry.get("holdfast.scrub.findings").counter().count());
  }

  @Test
  void shouldLeaveNoGaugesOfAStoreThatCouldNotOpen() throws IOException {
    Path file = Files.createFile(folder.resolve("not a folder"));
    var options = DurableStoreOptions.at(file).meters(registry).build();

    assertThrows(HoldfastException.class, () -> DurableStore.open(options));

    assertEquals(List.of(), registry.getMeters().stream().filter(Gauge.class::isInstance).toList());
  }

  @Test
  void shouldCountWhatAStoreDoesToItsDisk() throws InterruptedException {
    var options =
        DurableStoreOptions.at(folder.resolve("data")).snapshotEvery(1 << 30, 20).meters(registry);
    try (var store = DurableStore.open(options.build())) {
      Bucket bucket = store.createBucket(BucketConfig.of("b"));
      double syncsBefore = registry.get("holdfast.disk.sync").tag("file", "log").timer().count();
      double bytesBefore = counter("holdfast.disk.written", "file", "log");
      for (int i = 0; i < 30; i++) {
        bucket.put("key", "value " + i);
      }

      assertTrue(registry.get("holdfast.log.batch").summary().count() >= 31);
      assertEquals(31, registry.get("holdfast.log.batch").summary().totalAmount());
      assertTrue(
          registry.get("holdfast.disk.sync").tag("file", "log").timer().count() - syncsBefore
              >= 30);
      assertTrue(counter("holdfast.disk.written", "file", "log") - bytesBefore >= 30 * 512);
      assertEquals(
          30,
          registry
              .get("holdfast.store.request")
              .tag("operation", "put")
              .tag("outcome", "ok")
              .timer()
              .count());
      assertTrue(gauge("holdfast.log.last") >= 31);
      assertEquals(0, gauge("holdfast.log.waiting"));
      assertTrue(gauge("holdfast.log.segments") >= 1);
      assertTrue(gauge("holdfast.log.size") >= 16 << 20);
      assertTrue(gauge("holdfast.disk.free") > 0);
      assertEquals(0, gauge("holdfast.disk.full"));
      awaitSnapshot();
      assertTrue(registry.get("holdfast.snapshot.pause").timer().count() >= 1);
      assertTrue(registry.get("holdfast.snapshot.size").summary().totalAmount() > 0);
    }
    assertNull(registry.find("holdfast.log.last").gauge(), "a closed store has no gauges");
  }

  @Test
  void shouldTellOverloadFromOtherRefusals() {
    var meters = new LogMeters(registry);

    meters.refused(new OverloadedException("too much"));
    meters.refused(new UnavailableException("no leader"));
    meters.refused(new UnavailableException("disk full"));

    assertEquals(1, counter("holdfast.log.refused", "reason", "overloaded"));
    assertEquals(2, counter("holdfast.log.refused", "reason", "unavailable"));
  }

  private void awaitSnapshot() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (registry.get("holdfast.snapshot.write").timer().count() == 0) {
      assertTrue(System.nanoTime() < deadline, "no snapshot within 30 s, one was due");
      Eventually.pass(Duration.ofMillis(10));
    }
  }

  private double counter(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).counter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
