package io.holdfast.raft.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The hand-over with a taker that looks for a task before it says that it rests. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "rests, and is woken")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "takes it at once")
@Outcome(
    id = "true, false",
    expect = ACCEPTABLE,
    desc = "takes it at once, and is woken for nothing")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "rests for ever beside a task")
@State
public class BrokenHandOverTest {
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean resting;

  @Actor
  public void give(ZZ_Result result) {
    tasks.add(() -> {});
    result.r1 = resting;
  }

  @Actor
  public void take(ZZ_Result result) {
    Runnable next = tasks.poll();
    resting = next == null;
    result.r2 = resting;
  }
}
