package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The keeper looks at the count before it says that it rests: each may miss the other. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "rests, and is woken")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "sees the write and goes on")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "goes on, and is woken for nothing")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "rests beside a write that nobody keeps")
@State
public class BrokenWriteCountTest {
  private volatile long writes;
  private volatile boolean resting;

  @Actor
  @SuppressWarnings("NonAtomicVolatileUpdate") // one actor counts
  public void write(ZZ_Result result) {
    writes++;
    result.r1 = resting;
  }

  @Actor
  public void keep(ZZ_Result result) {
    result.r2 = writes == 0;
    resting = true;
  }
}
