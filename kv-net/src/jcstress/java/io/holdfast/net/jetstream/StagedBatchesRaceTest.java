package io.holdfast.net.jetstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim: a batch that two connections commit at once is given to one of them, whole. */
@JCStressTest
@Outcome(
    id = {"2, 0", "0, 2"},
    expect = ACCEPTABLE,
    desc = "one commits it, the other finds none")
@Outcome(expect = FORBIDDEN, desc = "committed twice, by none, or in part")
@State
public class StagedBatchesRaceTest {
  private static final ScheduledExecutorService NO_TIMER = shutDown();
  private static final StagedBatches.Id ID = new StagedBatches.Id(new StreamName("b"), "id");
  private static final StagedBatches.Staged MESSAGE =
      new StagedBatches.Staged(() -> Command.Write.of("b", Operation.Put.of("k", Bytes.EMPTY)), 1);

  private final StagedBatches staged = new StagedBatches(() -> LeaseTime.ZERO, NO_TIMER);

  /** Stages a batch of two. */
  public StagedBatchesRaceTest() {
    staged.add(ID, 1, MESSAGE);
    staged.add(ID, 2, MESSAGE);
  }

  private static ScheduledExecutorService shutDown() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    timer.shutdown();
    return timer;
  }

  @Actor
  public void one(II_Result result) {
    result.r1 = commit();
  }

  @Actor
  public void other(II_Result result) {
    result.r2 = commit();
  }

  /** How many messages it got. */
  private int commit() {
    try {
      return staged.complete(ID, 3, null).size();
    } catch (ApiError none) {
      return 0;
    }
  }
}
