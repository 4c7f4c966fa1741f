package io.holdfast.locks;

import io.holdfast.testkit.CallingThreads;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A listener comes while the hold ends: it hears the end once, and nothing after it. */
@JCStressTest
@Outcome(id = " Held Released", expect = Expect.ACCEPTABLE, desc = "came before the end")
@Outcome(id = " Released", expect = Expect.ACCEPTABLE, desc = "came after the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "missed the end, or heard it twice or out of order")
@State
public class StateCallbacksTest {
  private final CallingThreads threads = new CallingThreads();
  private final StateCallbacks callbacks = new StateCallbacks("lock", threads, threads::execute);
  private final StringBuffer heard = new StringBuffer();

  @Actor
  public void end() {
    callbacks.moved(new HoldState.Released());
    callbacks.moved(new HoldState.Held());
  }

  @Actor
  public void listen() {
    callbacks.onState(now -> heard.append(' ').append(now.getClass().getSimpleName()));
  }

  @Arbiter
  public void check(L_Result result) {
    result.r1 = heard.toString();
  }
}
