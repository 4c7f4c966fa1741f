package io.holdfast.net.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two violations at once: one is named, and the other is counted once, by this line or the next.
 */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the other one is counted by the next line")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the other one is counted by this line")
@Outcome(expect = FORBIDDEN, desc = "both or none named, or one not counted, or counted twice")
@State
public class ViolationTurnTest {
  private final ViolationLog log = new ViolationLog();
  private volatile int first;
  private volatile int second;

  /** What a line would say were left out, and one; 0: no line. */
  private int report() {
    return log.maySpeak() ? 1 + log.takeLeftOut() : 0;
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
  public void check(III_Result result) {
    result.r1 = Integer.signum(first) + Integer.signum(second);
    result.r2 = first + second - result.r1;
    result.r3 = log.takeLeftOut();
  }
}
