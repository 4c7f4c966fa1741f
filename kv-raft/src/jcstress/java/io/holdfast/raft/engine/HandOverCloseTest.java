package io.holdfast.raft.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task that is given during the close is done in its turn, or ends as late, and once. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "given in time, and done")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "given too late, as its giver sees")
@Outcome(expect = FORBIDDEN, desc = "lost, and nobody knows, or answered twice")
@State
public class HandOverCloseTest {
  private final HandOver tasks = new HandOver();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();

  @Actor
  public void give() {
    tasks.give(done::incrementAndGet, late::incrementAndGet);
  }

  @Actor
  public void closeAndTake() {
    tasks.close();
    for (Runnable task = tasks.take(); task != null; task = tasks.take()) {
      task.run();
    }
  }

  @Arbiter
  public void check(II_Result result) {
    result.r1 = done.get();
    result.r2 = late.get();
  }
}
