package io.holdfast.testkit.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Loses increments; the gate fails unless this test fails. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both increments count")
@Outcome(expect = FORBIDDEN, desc = "an increment was lost")
@State
public class BrokenIncrementTest {
  private int count;

  @Actor
  public void first() {
    count++;
  }

  @Actor
  public void second() {
    count++;
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = count;
  }
}
