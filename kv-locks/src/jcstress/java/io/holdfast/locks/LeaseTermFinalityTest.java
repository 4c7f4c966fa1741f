package io.holdfast.locks;

import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A renewal is confirmed while the deadline passes: whoever was told "not held" stays told. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "confirmed in time")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "too late, and final")
@Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "lost, and then held again")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "held past its deadline")
@State
public class LeaseTermFinalityTest {
  private final TestClock clock = new TestClock();
  private final LeaseTerm term =
      new LeaseTerm(
          clock, Duration.ofNanos(110), Duration.ofNanos(10), new Moment(0, 0), () -> {}, () -> {});

  @Actor
  public void renewal() {
    term.confirm(new Moment(50, 50));
  }

  @Actor
  public void look(ZZ_Result result) {
    clock.moveTo(120);
    result.r1 = term.held();
  }

  @Arbiter
  public void lookAgain(ZZ_Result result) {
    result.r2 = term.held();
  }
}
