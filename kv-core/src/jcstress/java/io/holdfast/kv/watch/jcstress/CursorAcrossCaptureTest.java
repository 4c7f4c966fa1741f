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

/**
 * A cursor that stands in a leaf which a capture took away reads what is written to its successor.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the read found it")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "told of it")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "waits for ever")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "told of what was read")
@State
public class CursorAcrossCaptureTest {
  private final Stage stage = new Stage();
  private final AtomicInteger told = new AtomicInteger();
  private final Cursor cursor;
  private int read;

  {
    stage.insert("a", 1);
    stage.insert("b", 2);
    stage.publish(2);
    stage.signal();
    cursor = stage.table.open(WatchOptions.all(), told::incrementAndGet);
    cursor.read(1, Long.MAX_VALUE);
    cursor.read(1, Long.MAX_VALUE);
  }

  @Actor
  public void write() {
    stage.table.capture();
    stage.insert("c", 3);
    stage.publish(3);
    stage.signal();
  }

  @Actor
  public void watch() {
    if (cursor.read(10, Long.MAX_VALUE) instanceof Cursor.Batch.Entries entries) {
      read = entries.entries().size();
    }
  }

  @Arbiter
  public void sum(II_Result result) {
    result.r1 = read;
    result.r2 = told.get();
  }
}
