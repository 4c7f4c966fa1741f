package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader that sees one key of a transaction sees the other, too. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "read before the transaction")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "committed between the two reads")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "read after the transaction")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "half a transaction")
@State
public class TransactionVisibilityTest {
  private final Stage stage = new Stage();

  @Actor
  public void write() {
    stage.insert("a", 1);
    stage.insert("b", 2);
    stage.publish(2);
  }

  @Actor
  public void read(II_Result result) {
    result.r1 = stage.table.latest("a") == null ? 0 : 1;
    result.r2 = stage.table.latest("b") == null ? 0 : 1;
  }
}
