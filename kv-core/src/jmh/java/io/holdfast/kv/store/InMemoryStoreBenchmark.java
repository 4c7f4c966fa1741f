package io.holdfast.kv.store;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.time.ThreadScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The in-memory store through its public API, by waiting calls: a conditional write to an existing
 * key, and reads of the newest entry. Each thread has keys of its own in one shared bucket, so that
 * {@code -t 2} measures how threads share the log and not how they lose races.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InMemoryStoreBenchmark {
  private static final int KEYS = 1_000;

  /** The store that all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** Whether the store's meters are on; {@code -p metered=false,true} compares, with -prof gc. */
    @Param("false")
    public boolean metered;

    private final ThreadScheduler scheduler = ThreadScheduler.create("bench");
    LocalStore store;
    Bucket bucket;

    /** Opens the store. */
    @Setup
    public void open() {
      store = InMemoryStore.open(scheduler, metered ? new SimpleMeterRegistry() : null);
      bucket = store.createBucketAsync(BucketConfig.of("bench")).toCompletableFuture().join();
    }

    /** Ends the store and its threads. */
    @TearDown
    public void close() {
      store.close();
      scheduler.close();
    }
  }

  /** One thread's keys and their revisions. */
  @State(Scope.Thread)
  public static class Own {
    private final Random random = new Random(1);
    private final String[] keys = new String[KEYS];
    private final long[] revisions = new long[KEYS];
    private final Bytes value = Bytes.wrap(new byte[64]);

    /** Writes each key once. */
    @Setup
    public void write(Shared shared) throws InterruptedException {
      String thread = Thread.currentThread().getName().replaceAll("[^a-zA-Z0-9]", "-");
      for (int i = 0; i < KEYS; i++) {
        keys[i] = thread + ".key." + i;
        revisions[i] = shared.bucket.put(keys[i], value);
      }
    }
  }

  /** A conditional write through the bucket. */
  @Benchmark
  public long update(Shared shared, Own own) throws InterruptedException {
    int i = own.random.nextInt(KEYS);
    own.revisions[i] =
        shared.bucket.update(own.keys[i], own.value, own.revisions[i], WriteOptions.DEFAULT);
    return own.revisions[i];
  }

  /** The same write as a server submits it. */
  @Benchmark
  public Outcome submit(Shared shared, Own own) {
    int i = own.random.nextInt(KEYS);
    var write =
        Command.Write.of(
            "bench",
            Operation.Put.of(own.keys[i], own.value),
            new Condition.KeyAt(own.keys[i], own.revisions[i]));
    Outcome outcome = shared.store.submit(write).join();
    own.revisions[i] = ((Outcome.Written) outcome).firstRevision();
    return outcome;
  }

  /** A linearizable read. */
  @Benchmark
  public Optional<Entry> get(Shared shared, Own own) throws InterruptedException {
    return shared.bucket.get(own.keys[own.random.nextInt(KEYS)]);
  }

  /** A local read. */
  @Benchmark
  public Optional<Entry> getLocal(Shared shared, Own own) throws InterruptedException {
    return shared.bucket.get(own.keys[own.random.nextInt(KEYS)], Consistency.LOCAL);
  }
}
