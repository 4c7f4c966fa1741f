package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A look beside two steps, the first of which throws: the look is answered by whoever had the turn
 * last, and sees whole steps only.
 */
@JCStressTest
@Outcome(
    id = {"0, true", "2, true", "4, true"},
    expect = ACCEPTABLE,
    desc = "looked between two steps")
@Outcome(expect = FORBIDDEN, desc = "never answered, or looked into the middle of a step")
@State
public class ApplyTurnTest {
  private final ApplyTurn turn = new ApplyTurn();
  private int value;
  private volatile CompletableFuture<Integer> look;

  @Actor
  public void apply() {
    try {
      turn.apply(
          () -> {
            value++;
            value++;
            throw new IllegalStateException("step failed");
          });
    } catch (IllegalStateException expected) {
      turn.apply(
          () -> {
            value++;
            return value++;
          });
    }
  }

  @Actor
  public void look() {
    look = turn.look(() -> value);
  }

  @Arbiter
  public void check(IZ_Result result) {
    result.r1 = look.getNow(-1);
    result.r2 = look.isDone();
  }
}
