package io.holdfast.locks;

import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * The lease ends while the holder releases: one of the two is reported, and both sides agree which.
 */
@JCStressTest
@Outcome(id = "true, false, Released", expect = Expect.ACCEPTABLE, desc = "released first")
@Outcome(id = "false, true, Lost", expect = Expect.ACCEPTABLE, desc = "lost first")
@Outcome(
    id = "false, false, Lost",
    expect = Expect.ACCEPTABLE,
    desc = "the release noticed the loss")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or neither, or the sides disagree")
@State
public class ReleaseAgainstLossTest {
  private final LeaseTerm term =
      new LeaseTerm(
          new TestClock(),
          Duration.ofNanos(110),
          Duration.ofNanos(10),
          new Moment(0, 0),
          () -> {},
          () -> {});
  private final HoldPhase phase = new HoldPhase(term);

  @Actor
  public void release(ZZL_Result result) {
    result.r1 = phase.release() == null;
  }

  @Actor
  public void loss(ZZL_Result result) {
    term.end(new LossReason.Expired());
    result.r2 = phase.lose(new LossReason.Expired());
  }

  @Arbiter
  public void state(ZZL_Result result) {
    result.r3 = phase.now().getClass().getSimpleName();
  }
}
