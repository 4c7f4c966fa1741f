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

/** A configuration that is noted after its append: a read in between trusts this node alone. */
@JCStressTest
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "before the append")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "appended and met between the looks")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "after the append")
@Outcome(expect = FORBIDDEN, desc = "alone although another voter's configuration is in the log")
@State
public class BrokenSoleVoterTest {
  private static final PeerId SELF = new PeerId("node-1", 0);
  private static final List<PeerId> BOTH = List.of(SELF, new PeerId("node-2", 0));

  private final SoleVoter sole = new SoleVoter(SELF);
  private volatile boolean appended;

  @Actor
  public void append() {
    appended = true;
    sole.met(BOTH, null);
  }

  @Actor
  public void read(ZZ_Result result) {
    result.r1 = appended;
    result.r2 = sole.holds();
  }
}
