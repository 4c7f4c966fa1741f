package io.holdfast.kv.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome.Removed;
import io.holdfast.kv.time.InlineScheduler;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Claim: whatever a {@link DirectLog}'s close meets, each command is answered, and the answer is
 * true (guarantee G6). The broken twin is {@link DirectLogCloseBrokenTest}.
 */
@JCStressTest
@Outcome(id = "applied, 1", expect = ACCEPTABLE, desc = "applied before the close, and said so")
@Outcome(id = "refused, 0", expect = ACCEPTABLE, desc = "refused after the close, and not applied")
@Outcome(expect = FORBIDDEN, desc = "never answered, or answered untruly")
@State
public class DirectLogCloseTest {
  private final CountingState state = new CountingState();
  private final DirectLog log = DirectLog.open(state, new InlineScheduler());
  private CompletableFuture<io.holdfast.kv.command.Outcome> answer = new CompletableFuture<>();

  @Actor
  public void submit() {
    answer = log.submit(new Command.DeleteBucket("b"));
  }

  @Actor
  public void close() {
    log.close();
  }

  @Arbiter
  public void read(LI_Result result) {
    result.r1 =
        !answer.isDone()
            ? "never answered"
            : answer.isCompletedExceptionally()
                ? "refused"
                : answer.join() instanceof Removed ? "applied" : "answered nonsense";
    result.r2 = state.applied;
  }
}
