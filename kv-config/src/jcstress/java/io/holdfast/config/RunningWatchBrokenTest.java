package io.holdfast.config;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.Watch;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The same with fields that are not volatile: each side may look before its own write is seen. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "the watch was ended")
@Outcome(expect = FORBIDDEN, desc = "a watch of a closed view goes on")
@State
public class RunningWatchBrokenTest {
  private final RunningWatchTest.Ended ended = new RunningWatchTest.Ended();
  private Watch watch;
  private boolean closed;

  @Actor
  public void begin() {
    watch = ended;
    if (closed) {
      ended.close();
    }
  }

  @Actor
  public void close() {
    closed = true;
    Watch running = watch;
    if (running != null) {
      running.close();
    }
  }

  @Arbiter
  public void look(Z_Result result) {
    result.r1 = ended.ended;
  }
}
