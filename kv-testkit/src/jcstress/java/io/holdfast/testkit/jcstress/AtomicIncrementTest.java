package io.holdfast.testkit.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Shows that the gate lets a correct test pass; its twin is {@link BrokenIncrementTest}. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both increments count")
@Outcome(expect = FORBIDDEN, desc = "an increment was lost")
@State
public class AtomicIncrementTest {
  private final AtomicInteger count = new AtomicInteger();

  @Actor
  public void first() {
    count.incrementAndGet();
  }

  @Actor
  public void second() {
    count.incrementAndGet();
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = count.get();
  }
}
