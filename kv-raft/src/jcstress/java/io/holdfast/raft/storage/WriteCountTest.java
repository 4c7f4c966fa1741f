package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A write while the keeper goes to rest: the keeper sees it, or whoever wrote wakes the keeper. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "rests, and is woken")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "sees the write and goes on")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "goes on, and is woken for nothing")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "rests beside a write that nobody keeps")
@State
public class WriteCountTest {
  private final WriteCount writes = new WriteCount();

  @Actor
  public void write(ZZ_Result result) {
    result.r1 = writes.count();
  }

  @Actor
  public void keep(ZZ_Result result) {
    result.r2 = writes.rest(0);
  }
}
