package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.store.LocalStore;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small state that is overwritten many times over must not fill the disk, and is whole after a
 * restart. {@code StateAtSizeBench} is the same at size.
 */
@Tag("G18")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BoundedDiskTest {
  private static final int KEYS = 16;
  private static final int VALUE_BYTES = 64 << 10;
  private static final long SNAPSHOT_EVERY = 8L << 20;

  /** What is written in all: 10 segments, and twice what may be there at once. */
  private static final long WRITTEN = 160L << 20;

  /**
   * Two spans between snapshots, with what is written meanwhile, lie in up to three segments; one
   * more is prepared.
   */
  private static final long MOST_LOG = 5 * (16L << 20);

  private final Path data;

  BoundedDiskTest(@TempDir Path folder) {
    this.data = folder.resolve("data");
  }

  @Test
  void shouldHoldABoundedLogAndOneSnapshotHoweverMuchIsOverwritten() throws InterruptedException {
    long puts = WRITTEN / VALUE_BYTES;
    long mostLog = 0;
    try (var store = open()) {
      Bucket bucket = store.createBucket(BucketConfig.of("data"));
      for (int i = 0; i < puts; i++) {
        bucket.put("key" + i % KEYS, value(i));
        mostLog = Math.max(mostLog, size("log"));
      }
    }
    assertTrue(mostLog <= MOST_LOG, mostLog + " bytes of log, expected at most " + MOST_LOG);
    long snapshots = size("snapshots");
    assertTrue(snapshots <= 2L * KEYS * VALUE_BYTES, snapshots + " bytes of snapshots");

    try (var store = open()) {
      Bucket bucket = store.bucket("data");
      assertEquals(puts, bucket.status().lastRevision());
      for (long i = puts - KEYS; i < puts; i++) {
        assertEquals(value(i), bucket.get("key" + i % KEYS).orElseThrow().value());
      }
    }
  }

  private static Bytes value(long number) {
    byte[] value = new byte[VALUE_BYTES];
    value[0] = (byte) number;
    value[1] = (byte) (number >> 8);
    return Bytes.wrap(value);
  }

  private long size(String folder) {
    long sum = 0;
    for (File file : Objects.requireNonNull(data.resolve(folder).toFile().listFiles())) {
      sum += file.length();
    }
    return sum;
  }

  private LocalStore open() {
    return DurableStore.open(
        DurableStoreOptions.at(data).snapshotEvery(SNAPSHOT_EVERY, Long.MAX_VALUE).build());
  }
}
