package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claim: no task is left behind, whenever it meets a thread that is ending. Its twin is {@link
 * CallbacksBrokenTest}.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "every task ran once")
@Outcome(expect = FORBIDDEN, desc = "a task was left behind or ran twice")
@State
public class CallbacksRunTest {
  private final Callbacks callbacks = new Callbacks(Runnable::run);
  private final AtomicInteger ran = new AtomicInteger();

  @Actor
  public void first() {
    callbacks.execute(ran::incrementAndGet);
  }

  @Actor
  public void second() {
    callbacks.execute(ran::incrementAndGet);
    callbacks.execute(ran::incrementAndGet);
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = ran.get();
  }
}
