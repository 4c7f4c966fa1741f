package io.holdfast.net.remote;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claim: a deadline given to an {@link Alarm} while an earlier one rings is followed by a ring of
 * its own, so that nobody is left without one.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "it rang after the deadline was given")
@Outcome(expect = FORBIDDEN, desc = "nothing rings any more for a deadline that was given")
@State
public class AlarmTest {
  private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger given = new AtomicInteger();
  private volatile int heard;
  private final Alarm alarm = new Alarm(new Timers(), () -> heard = given.get());

  public AlarmTest() {
    alarm.by(0);
  }

  @Actor
  public void ring() {
    timers.remove().run();
  }

  @Actor
  public void give() {
    given.set(1);
    alarm.by(Long.MAX_VALUE / 2);
  }

  @Arbiter
  public void passTime(I_Result result) {
    timers.forEach(Runnable::run);
    result.r1 = heard;
  }

  private final class Timers implements Scheduler {
    @Override
    public Clock clock() {
      return Clock.SYSTEM;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
      timers.add(task);
      return () -> {};
    }
  }
}
