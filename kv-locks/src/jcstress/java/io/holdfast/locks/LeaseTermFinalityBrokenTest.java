package io.holdfast.locks;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The same with a volatile moment that is checked and then set: a late renewal revives what was
 * told lost.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "confirmed in time")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "too late, and final")
@Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "lost, and then held again")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "held past its deadline")
@State
public class LeaseTermFinalityBrokenTest {
  private final TestClock clock = new TestClock();
  private volatile LeaseTerm.Moment sent = new LeaseTerm.Moment(0, 0);

  private boolean held() {
    return clock.nanos() - sent.nanos() < 100;
  }

  @Actor
  public void renewal() {
    if (held()) {
      var now = LeaseTerm.Moment.now(clock);
      sent = new LeaseTerm.Moment(50, Math.min(50, now.wallNanos()));
    }
  }

  @Actor
  public void look(ZZ_Result result) {
    clock.moveTo(120);
    result.r1 = held();
  }

  @Arbiter
  public void lookAgain(ZZ_Result result) {
    result.r2 = held();
  }
}
