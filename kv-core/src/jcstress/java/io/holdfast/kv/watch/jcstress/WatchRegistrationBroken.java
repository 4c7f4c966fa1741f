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

/** Signals before it publishes; the gate fails unless this test fails. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the first read found it")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "told of it")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "waits for ever")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "told of what was read")
@State
public class WatchRegistrationBroken {
  private final Stage stage = new Stage();
  private final AtomicInteger told = new AtomicInteger();
  private int read;

  @Actor
  public void write() {
    stage.insert("a", 1);
    stage.signal();
    stage.publish(1);
  }

  @Actor
  public void watch() {
    Cursor cursor = stage.table.open(WatchOptions.key("a"), told::incrementAndGet);
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
