package io.holdfast.locks;

import io.holdfast.locks.LeaseTerm.Moment;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads release one hold: one of them does it. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one releases")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
@State
public class TwoReleasesTest {
  private final HoldPhase phase =
      new HoldPhase(
          new LeaseTerm(
              new TestClock(),
              Duration.ofNanos(110),
              Duration.ofNanos(10),
              new Moment(0, 0),
              () -> {},
              () -> {}));

  @Actor
  public void first(ZZ_Result result) {
    result.r1 = phase.release() == null;
  }

  @Actor
  public void second(ZZ_Result result) {
    result.r2 = phase.release() == null;
  }
}
