package io.holdfast.raft;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Measures a durable store with a large state: how long applying stands still for snapshots, what
 * the disk holds over a long run of overwrites, the heap, and the time to open again.
 *
 * <p>Run it with the module's test class path and the directory to use, which must be on a real
 * disk; keys (default 1,000,000), bytes of value (128) and seconds of overwrites (30) may follow:
 *
 * <pre>{@code MAVEN_OPTS=-Xmx2g mvn -q -pl kv-raft -am test-compile exec:java \
 *   -Dexec.classpathScope=test -Dexec.mainClass=io.holdfast.raft.StateAtSizeBench \
 *   -Dexec.args=/var/tmp/bench}</pre>
 */
final class StateAtSizeBench {
  private static final int OUTSTANDING = 256;

  private final Path data;
  private final int keys;
  private final Bytes value;
  private final Random random = new Random(1);
  private final Snapshots snapshots = new Snapshots();
  private final Gaps gaps = new Gaps();
  private long puts;

  private StateAtSizeBench(Path data, int keys, int valueBytes) {
    this.data = data;
    this.keys = keys;
    this.value = Bytes.wrap(new byte[valueBytes]);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path data = Files.createDirectories(Path.of(args[0])).resolve("data");
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    int valueBytes = args.length > 2 ? Integer.parseInt(args[2]) : 128;
    int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 30;
    new StateAtSizeBench(data, keys, valueBytes).measure(seconds);
  }

  private void measure(int seconds) throws InterruptedException {
    var disk = new DiskUse(data);
    try (var store = open()) {
      store.createBucket(BucketConfig.of("bench"));
      long begin = System.nanoTime();
      for (int i = 0; i < keys; i++) {
        put(store, i);
      }
      settle();
      System.out.printf("%d keys written in %.1f s%n", keys, seconds(begin));
      gaps.reset();
      snapshots.reset();
      var sampling = new Thread(disk, "disk-use");
      sampling.start();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      long before = puts;
      while (System.nanoTime() < until) {
        put(store, random.nextInt(keys));
      }
      settle();
      disk.stop();
      sampling.join();
      System.out.printf(
          "%d overwrites, %.0f a second%n", puts - before, (puts - before) * 1.0 / seconds);
      System.out.println(snapshots);
      System.out.println(gaps);
      System.out.println(disk);
      System.out.printf("heap in use after a collection: %d MiB%n", heapMegabytes());
    }
    for (int round = 0; round < 3; round++) {
      long begin = System.nanoTime();
      try (var store = open()) {
        double opened = seconds(begin);
        store.submit(command(0)).join();
        System.out.printf(
            "opened again in %.2f s, first put after %.2f s, %d entries of the log behind a"
                + " snapshot%n",
            opened, seconds(begin), snapshots.behind());
      }
    }
  }

  private LocalStore open() {
    return DurableStore.open(DurableStoreOptions.at(data).listener(snapshots).build());
  }

  private final Semaphore places = new Semaphore(OUTSTANDING);

  private void put(LocalStore store, int key) throws InterruptedException {
    places.acquire();
    puts++;
    var unused =
        store
            .submit(command(key))
            .whenComplete(
                (outcome, failure) -> {
                  if (failure != null) {
                    failure.printStackTrace();
                    Runtime.getRuntime().halt(1);
                  }
                  gaps.acknowledged(snapshots.writing.get());
                  places.release();
                });
  }

  private void settle() throws InterruptedException {
    places.acquire(OUTSTANDING);
    places.release(OUTSTANDING);
  }

  private Command command(int key) {
    return Command.Write.of("bench", Operation.Put.of("key.%016d".formatted(key), value));
  }

  private static long heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** The longest time without an acknowledgement; told by the apply thread. */
  private static final class Gaps {
    private volatile long last = System.nanoTime();
    private volatile long longestWriting;
    private volatile long longestElse;

    void reset() {
      last = System.nanoTime();
      longestWriting = 0;
      longestElse = 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void acknowledged(boolean writing) {
      long now = System.nanoTime();
      long gap = now - last;
      last = now;
      if (writing) {
        longestWriting = Math.max(longestWriting, gap);
      } else {
        longestElse = Math.max(longestElse, gap);
      }
    }

    @Override
    public String toString() {
      return "longest time without an acknowledgement: %.1f ms while a snapshot was written, %.1f ms else"
          .formatted(longestWriting / 1e6, longestElse / 1e6);
    }
  }

  /** Snapshots taken, and how long the state stood still for each. */
  private static final class Snapshots implements StorageListener {
    final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong longestPause = new AtomicLong();
    private final AtomicLong longestWrite = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong index = new AtomicLong();
    private volatile @Nullable StorageView view;

    void reset() {
      count.set(0);
      longestPause.set(0);
      longestWrite.set(0);
    }

    long behind() {
      return Objects.requireNonNull(view).lastIndex() - index.get();
    }

    @Override
    public void opened(StorageView opened) {
      view = opened;
    }

    @Override
    public void captured(Duration took) {
      writing.set(true);
      longestPause.accumulateAndGet(took.toNanos(), Math::max);
    }

    @Override
    public void snapshotTaken(SnapshotReport report) {
      writing.set(false);
      count.incrementAndGet();
      bytes.set(report.bytes());
      index.set(report.index());
      longestWrite.accumulateAndGet(report.took().toNanos(), Math::max);
    }

    @Override
    public String toString() {
      return "%d snapshots, the last of %d MiB; the longest pause to capture one %.2f ms, to write one %.0f ms"
          .formatted(
              count.get(), bytes.get() >> 20, longestPause.get() / 1e6, longestWrite.get() / 1e6);
    }
  }

  /** What the data directory holds, looked at again and again. */
  private static final class DiskUse implements Runnable {
    private final Path data;
    private volatile boolean stopped;
    private long most;
    private long mostLog;
    private long last;

    DiskUse(Path data) {
      this.data = data;
    }

    void stop() {
      stopped = true;
    }

    @Override
    public void run() {
      while (!stopped) {
        long log = size(data.resolve("log"));
        last = log + size(data.resolve("snapshots"));
        most = Math.max(most, last);
        mostLog = Math.max(mostLog, log);
        try {
          TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    private static long size(Path folder) {
      long sum = 0;
      var files = folder.toFile().listFiles();
      if (files != null) {
        for (var file : files) {
          sum += file.length();
        }
      }
      return sum;
    }

    @Override
    public String toString() {
      return "disk: at most %d MiB, of them at most %d MiB of log; %d MiB at the end"
          .formatted(most >> 20, mostLog >> 20, last >> 20);
    }
  }
}
