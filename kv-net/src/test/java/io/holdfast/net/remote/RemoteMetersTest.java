package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WatchOptions;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.RemoteOptions.BreakerOptions;
import io.holdfast.testkit.Eventually;
import io.holdfast.testkit.simulation.VirtualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RemoteMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldShowWhatAStoreDoesOverItsConnection() throws Exception {
    try (var served = new ServedStore()) {
      var options = ServedStore.optionsFor(served.url()).meters(registry).build();
      try (var store = RemoteStore.connect(options)) {
        Bucket bucket = store.createBucket(BucketConfig.of("b"));
        // The caller is told first, then the meter.
        await(() -> requests("change", "answered") == 1);
        long reads = requests("read", "answered");

        bucket.put("key", "value");
        bucket.get("key");
        bucket.get("key");

        await(() -> requests("change", "answered") == 2);
        await(() -> requests("read", "answered") == reads + 2);
        assertEquals(0, requests("read", "unavailable"));
        assertEquals(1, gauge("holdfast.remote.connected"));
        assertEquals(0, gauge("holdfast.remote.inflight"));
        assertEquals(0, gauge("holdfast.remote.breaker.open"));

        var watch = bucket.watch(WatchOptions.all(), entry -> {});
        await(() -> watch.revision() == 1);
        assertEquals(1, gauge("holdfast.remote.watch.open"));
        assertEquals(0, counter("holdfast.remote.watch.resumes"));

        served.stop();
        await(() -> gauge("holdfast.remote.connected") == 0);
        served.restart();
        await(() -> counter("holdfast.remote.reconnects") == 1);
        await(() -> counter("holdfast.remote.watch.resumes") >= 1);
        assertEquals(1, gauge("holdfast.remote.connected"));
        assertEquals(0, counter("holdfast.remote.watch.resyncs"));
        watch.close();
        assertEquals(0, gauge("holdfast.remote.watch.open"));
      }
      assertNull(
          registry.find("holdfast.remote.connected").gauge(), "a closed store has no gauges");
    }
  }

  @Test
  void shouldTellOutcomesApartAndCountRetries() {
    var scheduler = new VirtualScheduler(1);
    var link = new FakeLink();
    var requester =
        new Requester(
            link,
            scheduler,
            RemoteOptions.to("nats://fake:4222")
                .connectionName("test")
                .requestTimeout(Duration.ofSeconds(5))
                .attemptTimeout(Duration.ofSeconds(1))
                .maxInFlight(2)
                .breaker(new BreakerOptions(4, 50, Duration.ofSeconds(2)))
                .meters(registry)
                .build());
    var message = new Link.Outgoing("subject", Bytes.EMPTY);
    var read = new Call("read it", Lane.NORMAL, Effect.READ, left -> message);
    var write = new Call("write it", Lane.NORMAL, Effect.REPEATABLE, left -> message);

    requester.make(read);
    scheduler.advance(Duration.ofMillis(1100));
    link.answer(1, "{}");
    scheduler.advance(Duration.ofMillis(1));
    assertEquals(1, requests("read", "answered"));
    assertEquals(1, counter("holdfast.remote.retries"));
    assertTrue(seconds("read", "answered") >= 1.1);

    requester.make(read);
    requester.make(write);
    requester.make(write);
    assertEquals(1, requests("change", "overloaded"));
    assertEquals(2, requester.inFlight());
    scheduler.advance(Duration.ofSeconds(6));
    assertEquals(1, requests("read", "unavailable"));
    assertEquals(1, requests("change", "indeterminate"));
    assertTrue(counter("holdfast.remote.retries") >= 9, "of calls without an answer, too");
    assertEquals(0, requester.inFlight());

    requester.make(read);
    scheduler.advance(Duration.ofSeconds(6));
    assertTrue(requester.isRefusing(), "three of four were not answered");
    requester.make(write);
    assertEquals(1, requests("change", "unavailable"), "refused by the breaker");
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not within 30 s");
      Eventually.pass(Duration.ofMillis(5));
    }
  }

  private long requests(String kind, String outcome) {
    return registry
        .get("holdfast.remote.request")
        .tags("connection", "test", "kind", kind, "outcome", outcome)
        .timer()
        .count();
  }

  private double seconds(String kind, String outcome) {
    return registry
        .get("holdfast.remote.request")
        .tags("kind", kind, "outcome", outcome)
        .timer()
        .totalTime(TimeUnit.SECONDS);
  }

  private double gauge(String name) {
    return registry.get(name).tag("connection", "test").gauge().value();
  }

  private double counter(String name) {
    return registry.get(name).tag("connection", "test").counter().count();
  }
}
