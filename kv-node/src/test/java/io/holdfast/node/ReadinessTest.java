package io.holdfast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.http.Answer;
import io.holdfast.raft.DurableStore;
import io.holdfast.raft.DurableStoreOptions;
import io.holdfast.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /readyz} says of a node whose disk lets it down. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReadinessTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final UnreliableDisk disk = new UnreliableDisk();

  private LocalStore open() {
    return DurableStore.open(
        DurableStoreOptions.at(directory.resolve("data")).disk(disk.disk()).build());
  }

  @Test
  @Tag("G16")
  void shouldNotBeReadyOnceTheStoreHasStoppedAfterAnInputOutputError() throws Exception {
    try (var store = open()) {
      var pages = new NodePages(store, null, null, () -> "");
      Bucket bucket = store.createBucket(BucketConfig.of("b"));
      assertEquals(200, ready(pages).status());

      disk.failSyncs();
      assertThrows(HoldfastException.class, () -> bucket.put("key", "value"));

      Answer answer = ready(pages);
      assertEquals(503, answer.status());
      String said = answer.body().utf8();
      assertTrue(said.startsWith("not ready: ") && said.contains("the store has stopped: "), said);
    }
  }

  @Test
  @Tag("G15")
  void shouldSayThatTheDiskIsFullWhileWritesAreRefusedAndBeReadyAgainAfterwards() throws Exception {
    try (var store = open()) {
      var pages = new NodePages(store, null, null, () -> "");
      Bucket bucket = store.createBucket(BucketConfig.of("b"));
      var value = Bytes.wrap(new byte[512 * 1024]);
      bucket.put("key", value);

      disk.full(true);
      assertThrows(
          UnavailableException.class,
          () -> {
            while (true) {
              bucket.put("key", value);
            }
          });

      Answer answer = ready(pages);
      assertEquals(503, answer.status());
      String said = answer.body().utf8();
      assertTrue(said.startsWith("not ready: nothing was written: "), said);
      assertTrue(said.contains("space"), said);
      assertTrue(bucket.get("key").isPresent(), "reads go on");

      disk.full(false);
      awaitReady(pages);
    }
  }

  private static void awaitReady(NodePages pages) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (ready(pages).status() != 200) {
      assertTrue(System.nanoTime() < deadline, "not ready within " + BOUND + " of space");
      Eventually.pass(Duration.ofMillis(20));
    }
  }

  private static Answer ready(NodePages pages) {
    var page = Objects.requireNonNull(pages.byPath().get("/readyz"));
    return Eventually.within(BOUND, page.answer());
  }
}
