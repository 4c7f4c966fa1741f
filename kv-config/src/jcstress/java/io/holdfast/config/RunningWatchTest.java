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

/** A view is closed while its watch begins: the watch is ended, by one or by both. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "the watch was ended")
@Outcome(expect = FORBIDDEN, desc = "a watch of a closed view goes on")
@State
public class RunningWatchTest {
  private final RunningWatch running = new RunningWatch();
  private final Ended ended = new Ended();

  /** Remembers that it was ended. */
  static final class Ended implements Watch {
    volatile boolean ended;

    @Override
    public long revision() {
      return 0;
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  @Actor
  public void begin() {
    running.begun(ended);
  }

  @Actor
  public void close() {
    running.close();
  }

  @Arbiter
  public void look(Z_Result result) {
    result.r1 = ended.ended;
  }
}
