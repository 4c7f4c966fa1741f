package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.command.Outcome;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A batcher that asks whether it is stopped without the lock: commands that slip in behind the stop
 * wait for ever.
 */
@JCStressTest
@Outcomes({
  @org.openjdk.jcstress.annotations.Outcome(
      id = "2",
      expect = ACCEPTABLE,
      desc = "answered by the stop or refused"),
  @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "never answered")
})
@State
public class BrokenBatcherCloseTest {
  private final Queue<CompletableFuture<Outcome>> open = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;
  private volatile CompletableFuture<Outcome> answer;

  @Actor
  public void submit() {
    var submitted = new CompletableFuture<Outcome>();
    if (stopped) {
      submitted.completeExceptionally(BatcherActors.CLOSED);
    } else {
      open.add(submitted);
    }
    answer = submitted;
  }

  @Actor
  public void stop() {
    stopped = true;
    for (var next = open.poll(); next != null; next = open.poll()) {
      next.completeExceptionally(BatcherActors.CLOSED);
    }
  }

  @Arbiter
  public void check(I_Result result) {
    // Without a stop yet, an open command is the stop's to answer; here both have run.
    result.r1 = BatcherActors.kind(answer, 1);
  }
}
