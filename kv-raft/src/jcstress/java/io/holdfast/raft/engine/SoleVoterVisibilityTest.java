package io.holdfast.raft.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import com.alipay.sofa.jraft.entity.PeerId;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Whoever knows that a configuration with another voter was appended knows that this node is not
 * the only one (guarantee G1).
 */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "before the append")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "met, not yet appended")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "after the append")
@Outcome(expect = FORBIDDEN, desc = "alone although another voter's configuration is in the log")
@State
public class SoleVoterVisibilityTest {
  private static final PeerId SELF = new PeerId("node-1", 0);
  private static final List<PeerId> BOTH = List.of(SELF, new PeerId("node-2", 0));

  private final SoleVoter sole = new SoleVoter(SELF);
  private volatile boolean appended;

  @Actor
  public void append() {
    sole.met(BOTH, null);
    appended = true;
  }

  @Actor
  public void read(ZZ_Result result) {
    result.r1 = appended;
    result.r2 = sole.holds();
  }
}
