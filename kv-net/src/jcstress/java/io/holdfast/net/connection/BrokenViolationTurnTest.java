package io.holdfast.net.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Looks at the time of the next line and moves it on in two steps: both speak. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "one is named")
@Outcome(expect = FORBIDDEN, desc = "both are named")
@State
public class BrokenViolationTurnTest {
  private final AtomicLong next = new AtomicLong();
  private volatile int first;
  private volatile int second;

  private int report() {
    if (next.get() > 0) {
      return 0;
    }
    next.set(1);
    return 1;
  }

  @Actor
  public void first() {
    first = report();
  }

  @Actor
  public void second() {
    second = report();
  }

  @Arbiter
  public void check(I_Result result) {
    result.r1 = first + second;
  }
}
