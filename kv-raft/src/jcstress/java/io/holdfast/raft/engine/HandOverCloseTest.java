package io.holdfast.raft.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A task that is given during the close is taken, or its giver sees the close. */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "given in time, and taken")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "taken, and its giver sees the close, too")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "given too late, as its giver sees")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "lost, and nobody knows")
@State
public class HandOverCloseTest {
  private final HandOver tasks = new HandOver();

  @Actor
  public void give(ZZ_Result result) {
    tasks.give(() -> {});
    result.r1 = tasks.isClosed();
  }

  @Actor
  public void closeAndTake(ZZ_Result result) {
    tasks.close();
    result.r2 = tasks.take() != null;
  }
}
