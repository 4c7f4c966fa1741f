package io.holdfast.raft;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.LocalStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures a durable store against its own disk, in the same minute: one put at a time beside the
 * fdatasync of an overwritten 4 KiB block, puts per second at 64 and 256 outstanding, the read
 * fence, opening and closing, threads, and CPU time when idle.
 *
 * <p>Run it with the module's test class path and the directory to use, which must be on a real
 * disk:
 *
 * <pre>{@code mvn -q -pl kv-raft -am test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.holdfast.raft.DurableStoreBench -Dexec.args=/var/tmp/bench}</pre>
 */
final class DurableStoreBench {
  private static final int ROUNDS = 5;
  private static final int SINGLE = 2_000;
  private static final int MANY = 200_000;
  private static final int VALUE_BYTES = 128;
  private static final int BLOCK_BYTES = 4096;
  private static final int PREALLOCATED_BYTES = 16 << 20;
  private static final long IDLE_SECONDS = 5;

  private final LocalStore store;

  private DurableStoreBench(LocalStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path data = folder.resolve("data");
    for (int round = 1; round <= ROUNDS; round++) {
      open(data, round);
    }
    try (var store = DurableStore.open(DurableStoreOptions.at(data).build())) {
      var bench = new DurableStoreBench(store);
      for (int round = 1; round <= ROUNDS; round++) {
        bench.round(folder);
      }
      bench.idle();
    }
  }

  private static void open(Path data, int round) throws InterruptedException {
    long begin = System.nanoTime();
    var store = DurableStore.open(DurableStoreOptions.at(data).build());
    long open = System.nanoTime();
    store.createBucket(BucketConfig.of("bench")).put("first", Bytes.EMPTY);
    long first = System.nanoTime();
    store.close();
    System.out.printf(
        "open %d: %.0f ms, first put after %.0f ms, closed in %.0f ms%n",
        round, millis(open - begin), millis(first - begin), millis(System.nanoTime() - first));
  }

  private void round(Path folder) throws IOException, InterruptedException {
    var disk = new long[SINGLE];
    var put = new long[SINGLE];
    var fence = new long[SINGLE];
    try (var channel =
        FileChannel.open(
            folder.resolve("block"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(PREALLOCATED_BYTES), 0);
      channel.force(true);
      var block = ByteBuffer.allocateDirect(BLOCK_BYTES);
      for (int i = 0; i < SINGLE; i++) {
        long begin = System.nanoTime();
        channel.write(block.clear(), (long) i * BLOCK_BYTES % PREALLOCATED_BYTES);
        channel.force(false);
        long synced = System.nanoTime();
        store.submit(put(0)).join();
        long written = System.nanoTime();
        store.readBarrier().join();
        disk[i] = synced - begin;
        put[i] = written - synced;
        fence[i] = System.nanoTime() - written;
      }
    }
    double diskMedian = medianMicros(disk);
    double putMedian = medianMicros(put);
    System.out.printf(
        "fdatasync p50 %.0f us, put p50 %.0f us (ratio %.2f), read fence p50 %.0f us, puts/s at 64: %.0f, at 256: %.0f%n",
        diskMedian,
        putMedian,
        putMedian / diskMedian,
        medianMicros(fence),
        outstanding(64),
        outstanding(256));
  }

  private double outstanding(int limit) throws InterruptedException {
    var places = new Semaphore(limit);
    var failed = new LongAdder();
    long begin = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      places.acquire();
      var answer = store.submit(put(i));
      var unused =
          answer.whenComplete(
              (outcome, failure) -> {
                if (failure != null) {
                  failed.increment();
                }
                places.release();
              });
    }
    places.acquire(limit);
    long took = System.nanoTime() - begin;
    if (failed.sum() > 0) {
      throw new IllegalStateException(failed.sum() + " of " + MANY + " puts failed");
    }
    return MANY * 1e9 / took;
  }

  private void idle() throws InterruptedException {
    var threads = ManagementFactory.getThreadMXBean();
    System.gc();
    long before = cpuNanos();
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    double share = (cpuNanos() - before) / (IDLE_SECONDS * 1e9);
    System.out.printf(
        "idle: %d threads, %.2f %% of one CPU%n", threads.getThreadCount(), 100 * share);
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static Command put(int i) {
    return Command.Write.of(
        "bench", Operation.Put.of("key" + (i & 1023), Bytes.wrap(new byte[VALUE_BYTES])));
  }

  private static double medianMicros(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e3;
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
