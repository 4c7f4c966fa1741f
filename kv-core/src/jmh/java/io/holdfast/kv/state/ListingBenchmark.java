package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.KeyFilter;
import java.util.List;
import java.util.Objects;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A look at ten keys under a prefix beside 20,000 others, as a lock looks at its queue: with the
 * index that conditions on prefixes bring about, and without it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ListingBenchmark {
  private static final String BUCKET = "bench";
  private static final int OTHERS = 20_000;
  private static final int WANTED = 10;

  /** Whether a condition on a prefix has been asked before. */
  @Param({"false", "true"})
  boolean indexed;

  private final StateMachine machine = new StateMachine();
  private final KeyFilter filter = KeyFilter.of("queue.a.*.*");
  private long index;

  /** Writes the keys. */
  @Setup
  public void write() {
    apply(new Command.CreateBucket(BucketConfig.of(BUCKET)));
    for (int i = 0; i < OTHERS; i++) {
      apply(put("queue.b." + i));
    }
    for (int i = 0; i < WANTED; i++) {
      apply(put("queue.a.s." + i));
    }
    if (indexed) {
      var asking = new Condition.NewestUnder("none", 1);
      apply(Command.Write.of(BUCKET, Operation.Delete.of("none"), asking));
    }
  }

  /** Lists the live entries under the prefix. */
  @Benchmark
  public Listing<Entry> list() {
    return Objects.requireNonNull(machine.liveEntries(BUCKET, filter)).listing();
  }

  private static Command put(String key) {
    return Command.Write.of(BUCKET, Operation.Put.of(key, Bytes.EMPTY));
  }

  private void apply(Command command) {
    index++;
    var header = new EntryHeader(index, 1, new WallTime(index), new LeaseTime(0));
    machine.apply(header, List.of(command));
  }
}
