package io.holdfast.kv.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A start, or the one that a run ends with, against a close: nothing stays pending behind it. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing is pending")
@Outcome(expect = FORBIDDEN, desc = "it would run after its close")
@State
public class RepeatingCloseTest {
  private final AtomicInteger pending = new AtomicInteger();
  private final Repeating repeating =
      new Repeating("test", new Counting(), Duration.ofSeconds(1), () -> {});

  @Actor
  public void start() {
    repeating.start();
  }

  @Actor
  public void close() {
    repeating.close();
  }

  @Arbiter
  public void check(I_Result result) {
    result.r1 = pending.get();
  }

  private final class Counting implements Scheduler {
    @Override
    public Clock clock() {
      return Clock.SYSTEM;
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
      pending.incrementAndGet();
      return pending::decrementAndGet;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }
}
