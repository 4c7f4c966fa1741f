package io.holdfast.net.jetstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Claim: what is noted while somebody looks, as that had been asked for, is found by this look, or
 * asks for another one.
 */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found by the look")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "to be found by another")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found, and another looks in vain")
@Outcome(expect = FORBIDDEN, desc = "nobody will look")
@State
public class ConsumerChangesRaceTest {
  private final ConsumerChanges<String> changes = new ConsumerChanges<>();

  /** Something that asked for the look. */
  public ConsumerChangesRaceTest() {
    changes.progressed("other");
  }

  @Actor
  public void note(ZZ_Result result) {
    result.r1 = changes.ended("one");
  }

  @Actor
  public void look(ZZ_Result result) {
    result.r2 = changes.take().ended().contains("one");
  }
}
