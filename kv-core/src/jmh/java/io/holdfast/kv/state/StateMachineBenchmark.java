package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.BucketView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two hottest paths: a conditional write to an existing key of a history-1 bucket, in batches
 * as a log delivers them, and a read of the newest entry. Keys are met at random and arrive as
 * fresh strings, as from a decoder.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StateMachineBenchmark {
  private static final int BATCH = 100;
  private static final String BUCKET = "bench";

  /** Existing keys. */
  @Param({"1000", "100000"})
  public int keys;

  private final StateMachine machine = new StateMachine();
  private final Random random = new Random(1);
  private final Bytes value = Bytes.wrap(new byte[64]);
  private String[] names = {};
  private long[] revisions = {};
  private BucketView view = Objects.requireNonNull(emptyBucket(machine));
  private long index = 1;

  private static BucketView emptyBucket(StateMachine machine) {
    var create = new Command.CreateBucket(BucketConfig.of(BUCKET));
    machine.apply(new EntryHeader(1, 1, new WallTime(0), LeaseTime.ZERO), List.of(create));
    return Objects.requireNonNull(machine.view().bucket(BUCKET));
  }

  /** Fills the bucket. */
  @Setup
  public void fill() {
    names = new String[keys];
    revisions = new long[keys];
    for (int i = 0; i < keys; i++) {
      names[i] = "orders.customer-" + i;
      revisions[i] = ((Outcome.Written) apply(List.of(put(names[i]))).get(0)).firstRevision();
    }
  }

  /** One batch of conditional writes; divide by {@value #BATCH}. */
  @Benchmark
  @org.openjdk.jmh.annotations.OperationsPerInvocation(BATCH)
  public long conditionalWrite() {
    var batch = new ArrayList<Command>(BATCH);
    long next = view.lastRevision();
    for (int i = 0; i < BATCH; i++) {
      int key = random.nextInt(keys);
      String fresh = new String(names[key].toCharArray());
      batch.add(
          Command.Write.of(
              BUCKET, Operation.Put.of(fresh, value), new Condition.KeyAt(fresh, revisions[key])));
      revisions[key] = ++next;
    }
    List<Outcome> outcomes = apply(batch);
    return ((Outcome.Written) outcomes.get(BATCH - 1)).firstRevision();
  }

  /** The newest entry of a key. */
  @Benchmark
  public Entry latest() {
    return Objects.requireNonNull(view.latest(names[random.nextInt(keys)]));
  }

  private List<Outcome> apply(List<Command> commands) {
    index++;
    return machine.apply(
        new EntryHeader(index, 1, new WallTime(index), new LeaseTime(index)), commands);
  }

  private static Command.Write put(String key) {
    return Command.Write.of(BUCKET, Operation.Put.of(key, Bytes.EMPTY));
  }
}
