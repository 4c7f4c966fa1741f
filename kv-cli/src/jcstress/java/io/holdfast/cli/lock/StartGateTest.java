package io.holdfast.cli.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim: what was started is known to whoever closes; nothing is started after a close. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "started, and told")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed first, not started")
@Outcome(expect = FORBIDDEN, desc = "started, and nobody will end it")
@State
public class StartGateTest {
  private final StartGate<Integer> gate = new StartGate<>();

  @Actor
  public void start(II_Result result) {
    result.r1 = gate.start(() -> 1).orElse(0);
  }

  @Actor
  public void close(II_Result result) {
    result.r2 = gate.close().orElse(0);
  }
}
