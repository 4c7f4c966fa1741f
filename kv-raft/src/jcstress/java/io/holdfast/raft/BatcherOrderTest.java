package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Two threads with two commands each: all are sealed once, by one thread at a time, and each
 * thread's in its order.
 */
@JCStressTest
@Outcome(
    id = "true, true, true",
    expect = ACCEPTABLE,
    desc = "all once, in order, one sealer at a time")
@Outcome(expect = FORBIDDEN, desc = "lost, doubled, reordered or sealed by two threads at once")
@State
public class BatcherOrderTest {
  private final BatcherActors.Sealed sealed = new BatcherActors.Sealed();
  private final Batcher batcher = new Batcher(BatcherActors.LIMITS, () -> true, this::seal);

  public BatcherOrderTest() {
    batcher.lead(1);
  }

  private void seal(Batch batch) {
    sealed.take(batch);
    batcher.committed(batch);
    batcher.applied(batch, BatcherActors.outcomes(batch));
  }

  @Actor
  public void first() {
    batcher.submit(BatcherActors.command(11));
    batcher.submit(BatcherActors.command(12));
  }

  @Actor
  public void second() {
    batcher.submit(BatcherActors.command(21));
    batcher.submit(BatcherActors.command(22));
  }

  @Arbiter
  public void check(ZZZ_Result result) {
    var order = new ArrayList<>(sealed.order);
    result.r1 = order.size() == 4 && order.stream().distinct().count() == 4;
    result.r2 = order.indexOf(11L) < order.indexOf(12L) && order.indexOf(21L) < order.indexOf(22L);
    result.r3 = sealed.overlapping.get() == 0;
  }
}
