package io.holdfast.config;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Compares the numbers of two snapshots and then writes, in two steps: the older one comes last.
 */
@JCStressTest
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "the newer one, at once and for good")
@Outcome(expect = FORBIDDEN, desc = "an older snapshot has overwritten a newer one")
@State
public class FollowedValueBrokenTest {
  private volatile long snapshot;

  private void follow(long number) {
    if (number > snapshot) {
      // The codec runs here.
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
      }
      snapshot = number;
    }
  }

  @Actor
  public void older() {
    follow(1);
  }

  @Actor
  public void newer(JJ_Result result) {
    follow(2);
    result.r1 = snapshot;
  }

  @Arbiter
  public void end(JJ_Result result) {
    result.r2 = snapshot;
  }
}
