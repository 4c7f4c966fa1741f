package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/** A reader that sees a revision sees its entry. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "read before the write")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "published between the two looks")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "read after the write")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "a revision without its entry")
@State
public class EntryPublicationTest {
  private final Stage stage = new Stage();

  @Actor
  public void write() {
    stage.insert("a", 1);
    stage.publish(1);
  }

  @Actor
  public void read(JI_Result result) {
    result.r1 = stage.table.lastRevision();
    result.r2 = stage.table.at(1) == null ? 0 : 1;
  }
}
