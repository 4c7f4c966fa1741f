package io.holdfast.raft.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A task that is given while the taker goes to rest is taken, or its giver wakes the taker. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "rests, and is woken")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "takes it at once")
@Outcome(
    id = "true, false",
    expect = ACCEPTABLE,
    desc = "takes it at once, and is woken for nothing")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "rests for ever beside a task")
@State
public class HandOverTest {
  private final HandOver tasks = new HandOver();

  @Actor
  public void give(ZZ_Result result) {
    result.r1 = tasks.give(() -> {});
  }

  @Actor
  public void take(ZZ_Result result) {
    result.r2 = tasks.takeOrRest() == null;
  }
}
