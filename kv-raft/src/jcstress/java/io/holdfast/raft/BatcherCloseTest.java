package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.command.Outcome;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A submitter against another one that then stops: every command gets one answer, its own. Its twin
 * is {@link BrokenBatcherCloseTest}.
 */
@JCStressTest
@Outcomes({
  @org.openjdk.jcstress.annotations.Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "both before the stop"),
  @org.openjdk.jcstress.annotations.Outcome(
      id = "1, 2",
      expect = ACCEPTABLE,
      desc = "the stop came between"),
  @org.openjdk.jcstress.annotations.Outcome(
      id = "2, 1",
      expect = ACCEPTABLE,
      desc = "the stop came between"),
  @org.openjdk.jcstress.annotations.Outcome(
      id = "2, 2",
      expect = ACCEPTABLE,
      desc = "both after the stop"),
  @org.openjdk.jcstress.annotations.Outcome(
      expect = FORBIDDEN,
      desc = "no answer, or somebody else's")
})
@State
public class BatcherCloseTest {
  private final Batcher batcher = new Batcher(BatcherActors.LIMITS, () -> true, this::answer);
  private volatile CompletableFuture<Outcome> first;
  private volatile CompletableFuture<Outcome> second;

  public BatcherCloseTest() {
    batcher.lead(1);
  }

  private void answer(Batch batch) {
    batcher.committed(batch);
    batcher.applied(batch, BatcherActors.outcomes(batch));
  }

  @Actor
  public void submitFirst() {
    first = batcher.submit(BatcherActors.command(1));
  }

  @Actor
  public void submitSecondAndStop() {
    second = batcher.submit(BatcherActors.command(2));
    batcher.stop(BatcherActors.CLOSED).run();
  }

  @Arbiter
  public void check(II_Result result) {
    result.r1 = BatcherActors.kind(first, 1);
    result.r2 = BatcherActors.kind(second, 2);
  }
}
