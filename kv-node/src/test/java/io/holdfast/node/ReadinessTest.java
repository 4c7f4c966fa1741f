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
import io.holdfast.raft.StorageListener;
import io.holdfast.raft.StorageView;
import io.holdfast.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile @Nullable StorageView storage;

  private LocalStore open() {
    return DurableStore.open(
        DurableStoreOptions.at(directory.resolve("data"))
            .disk(disk.disk())
            .meters(registry)
            .listener(
                new StorageListener() {
                  @Override
                  public void opened(StorageView view) {
                    storage = view;
                  }
                })
            .build());
  }

  private NodePages pages(LocalStore store) {
    return new NodePages(store, storage, null, () -> "");
  }

  private double diskFull() {
    return registry.get("holdfast.disk.full").gauge().value();
  }

  @Test
  @Tag("G16")
  void shouldNotBeReadyOnceTheStoreHasStoppedAfterAnInputOutputError() throws Exception {
    try (var store = open()) {
      var pages = pages(store);
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
      var pages = pages(store);
      Bucket bucket = store.createBucket(BucketConfig.of("b"));
      var value = Bytes.wrap(new byte[512 * 1024]);
      bucket.put("key", value);
      assertEquals(0, diskFull());

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
      assertTrue(said.startsWith("not ready: the disk is full: nothing was written: "), said);
      assertEquals(1, diskFull());
      assertTrue(status(pages).contains("\"diskFull\":true"), status(pages));
      assertTrue(bucket.get("key").isPresent(), "reads go on");

      disk.full(false);
      awaitReady(pages);
      assertEquals(0, diskFull());
    }
  }

  private static void awaitReady(NodePages pages) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (ready(pages).status() != 200) {
      assertTrue(System.nanoTime() < deadline, "not ready within " + BOUND + " of space");
      Eventually.pass(Duration.ofMillis(20));
    }
  }

  private static String status(NodePages pages) {
    return answer(pages, "/status").body().utf8();
  }

  private static Answer ready(NodePages pages) {
    return answer(pages, "/readyz");
  }

  private static Answer answer(NodePages pages, String path) {
    return Eventually.within(BOUND, Objects.requireNonNull(pages.byPath().get(path)).answer());
  }
}
