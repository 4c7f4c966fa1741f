package io.holdfast.net.remote;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Takes a number and opens it in two steps: between them another writer calls it settled. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "no open number was called settled")
@Outcome(expect = FORBIDDEN, desc = "an open number was called settled")
@State
public class BrokenRequestNumbersTest {
  private final AtomicLong last = new AtomicLong();
  private final ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();
  private volatile long lowestTaken = Long.MAX_VALUE;

  @Actor
  public void first() {
    long mine = last.incrementAndGet();
    if (mine == 1) {
      lowestTaken = mine;
    }
    // A longer pause between the two steps, so that few samples show the fault.
    for (int i = 0; i < 20; i++) {
      Thread.onSpinWait();
    }
    open.add(mine);
  }

  @Actor
  public void second(J_Result result) {
    long mine = last.incrementAndGet();
    open.add(mine);
    long settledBelow = open.first();
    result.r1 = lowestTaken < settledBelow ? settledBelow : 0;
  }
}
