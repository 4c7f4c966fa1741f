package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A key that is there all the time is found, even while its only entry gives way to a newer one.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "found by its name and by a pattern")
@Outcome(expect = FORBIDDEN, desc = "lost while it was overwritten")
@State
public class OverwrittenScanTest {
  private final Stage stage = new Stage();

  {
    stage.insert("a", 1);
    stage.publish(1);
  }

  @Actor
  public void write() {
    stage.overwrite("a", 2);
    stage.publish(2);
    stage.overwrite("a", 3);
    stage.publish(3);
  }

  @Actor
  public void scan(II_Result result) {
    result.r1 = stage.table.next(1, "a") == null ? 0 : 1;
    result.r2 = stage.table.next(1, ">") == null ? 0 : 1;
  }
}
