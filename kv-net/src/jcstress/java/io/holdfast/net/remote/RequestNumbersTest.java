package io.holdfast.net.remote;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.command.MessageId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two writers take numbers, one of them after settling an older number: neither is ever told that a
 * number still open is settled, and no number is given twice. Its twin is {@link
 * BrokenRequestNumbersTest}.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "no open number was called settled")
@Outcome(expect = FORBIDDEN, desc = "an open number was called settled")
@State
public class RequestNumbersTest {
  private final RequestNumbers numbers = new RequestNumbers("c");
  private final MessageId.Request old = numbers.next();
  private final MessageId.Request held = numbers.next();

  @Actor
  public void settlesAndTakes(ZZ_Result result) {
    numbers.settle(old);
    MessageId.Request mine = numbers.next();
    result.r1 = mine.settledBelow() == held.sequence() && mine.sequence() > held.sequence();
  }

  @Actor
  public void takes(ZZ_Result result) {
    MessageId.Request mine = numbers.next();
    result.r2 = mine.settledBelow() <= held.sequence() && mine.sequence() > held.sequence();
  }
}
