package io.holdfast.cli.bench.load;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim: two who hold at once are noticed, whoever comes first, and each hand-over is counted. */
@JCStressTest
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "noticed once, two hand-overs")
@Outcome(expect = FORBIDDEN, desc = "overlooked, or miscounted")
@State
public class HoldersTest {
  private final Holders holders = new Holders();

  @Actor
  public void first() {
    holders.entered(1);
  }

  @Actor
  public void second() {
    holders.entered(2);
  }

  @Arbiter
  public void count(II_Result result) {
    result.r1 = holders.twoAtOnce();
    result.r2 = holders.handOffs();
  }
}
