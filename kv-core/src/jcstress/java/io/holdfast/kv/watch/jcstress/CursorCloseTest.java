package io.holdfast.kv.watch.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.watch.Cursor;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A cursor that is closed while a key is written is told at most once, and never again. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "told first")
@Outcome(expect = FORBIDDEN, desc = "told after it was closed, or twice")
@State
public class CursorCloseTest {
  private final Stage stage = new Stage();
  private final AtomicInteger told = new AtomicInteger();
  private final Cursor cursor = stage.table.open(WatchOptions.key("a"), told::incrementAndGet);

  {
    cursor.read(10, Long.MAX_VALUE);
  }

  @Actor
  public void write() {
    stage.insert("a", 1);
    stage.publish(1);
    stage.signal();
  }

  @Actor
  public void close() {
    cursor.close();
  }

  @Arbiter
  public void later(II_Result result) {
    result.r1 = told.get();
    stage.insert("a", 2);
    stage.publish(2);
    stage.signal();
    result.r2 = told.get();
  }
}
