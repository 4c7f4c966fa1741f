package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Claim: a reader sees the contents before a snapshot is installed or those after it, never a table
 * that is being filled; and who sees the snapshot's revision sees its entries.
 */
@JCStressTest
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "read before the snapshot")
@Outcome(id = "2, 6", expect = ACCEPTABLE, desc = "installed between the two looks")
@Outcome(id = "6, 6", expect = ACCEPTABLE, desc = "read after the snapshot")
@Outcome(expect = FORBIDDEN, desc = "a key that both states have was missed, or seen too old")
@State
public class RestoreVisibilityTest {
  private final Stage stage = new Stage();

  {
    stage.insert("a", 1);
    stage.insert("b", 2);
    stage.publish(2);
  }

  @Actor
  public void install() {
    stage.install("a", 5, "b", 6);
  }

  @Actor
  public void read(JJ_Result result) {
    result.r1 = stage.table.lastRevision();
    var newest = stage.table.latest("b");
    result.r2 = newest == null ? -1 : newest.revision();
  }
}
