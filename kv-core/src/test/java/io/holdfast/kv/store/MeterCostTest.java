package io.holdfast.kv.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.time.ManualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What meters cost on the way of a request, in bytes: the same on a busy machine and an idle one.
 */
class MeterCostTest {
  private static final int CALLS = 20_000;

  /** Now and then the JVM itself allocates in a caller's thread. */
  private static final double NOTHING = 1;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldAllocateNothingForAnAnswerThatIsThere() throws Exception {
    var meters = new StoreMeters(registry);
    CompletableFuture<?> there = CompletableFuture.completedFuture(Optional.empty());

    double bytes = bytesPerCall(() -> meters.read(RequestKind.GET, meters.begin(), there));

    assertTrue(bytes < NOTHING, bytes + " bytes per call");
    assertEquals(2 * CALLS, count("ok"));
  }

  @Test
  void shouldAllocateNothingMoreForAWaitingGet() throws Exception {
    double without = bytesPerGet(null);
    double with = bytesPerGet(registry);

    assertTrue(
        with - without < NOTHING, without + " bytes per get without meters, " + with + " with");
    assertEquals(2 * CALLS, count("ok"));
  }

  @Test
  void shouldCountARefusedGetThatNeedsNoFuture() throws Exception {
    try (var store = InMemoryStore.open(new ManualScheduler(), registry)) {
      var bucket = store.createBucket(BucketConfig.of("b"));
      store.deleteBucket("b");

      assertThrows(NotFoundException.class, () -> bucket.get("key"));
    }

    assertEquals(1, count("refused"));
    assertEquals(0, count("ok"));
  }

  private double bytesPerGet(@Nullable MeterRegistry meters) throws Exception {
    try (var store = InMemoryStore.open(new ManualScheduler(), meters)) {
      var bucket = store.createBucket(BucketConfig.of("b"));
      bucket.put("key", "value");
      return bytesPerCall(() -> bucket.get("key"));
    }
  }

  /** A request. */
  @FunctionalInterface
  private interface Request {
    void make() throws InterruptedException;
  }

  private double bytesPerCall(Request request) throws InterruptedException {
    allocatedBy(request);
    return (double) allocatedBy(request) / CALLS;
  }

  private long allocatedBy(Request request) throws InterruptedException {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      request.make();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private long count(String outcome) {
    return registry
        .get("holdfast.store.request")
        .tags("operation", "get", "outcome", outcome)
        .timer()
        .count();
  }
}
