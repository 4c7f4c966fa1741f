package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A key that is kept is found, also while the table makes room for others. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "found twice")
@Outcome(expect = FORBIDDEN, desc = "lost while the table grew")
@State
public class KeyGrowthTest {
  private final Stage stage = new Stage();

  {
    for (int i = 1; i <= 5; i++) {
      stage.insert("k" + i, i);
    }
    stage.publish(5);
  }

  /** The sixth key needs more slots. */
  @Actor
  public void grow() {
    stage.insert("k6", 6);
    stage.publish(6);
  }

  @Actor
  public void read(I_Result result) {
    result.r1 =
        (stage.table.latest("k1") == null ? 0 : 1) + (stage.table.latest("k5") == null ? 0 : 1);
  }
}
