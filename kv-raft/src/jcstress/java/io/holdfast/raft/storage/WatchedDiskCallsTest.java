package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two syncs of one file while time moves on: each is known for as long as it lasts, of no
 * impossible age, and none is left afterwards (guarantee G17).
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "known while they last, forgotten after")
@Outcome(expect = FORBIDDEN, desc = "a call that was missed, of an impossible age, or left behind")
@State
public class WatchedDiskCallsTest {
  private final WatchedCalls calls = new WatchedCalls();

  @Actor
  public void first() {
    calls.sync();
  }

  @Actor
  public void watch(III_Result result) {
    calls.pass();
    result.r1 = calls.impossibleAges();
    calls.sync();
  }

  @Arbiter
  public void check(III_Result result) {
    result.r2 = calls.missed();
    result.r3 = calls.left();
  }
}
