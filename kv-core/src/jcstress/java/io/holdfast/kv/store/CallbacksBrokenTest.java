package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Callbacks whose thread says that it is over after it last looked, so that a task can come in
 * between.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "every task ran once")
@Outcome(expect = FORBIDDEN, desc = "a task was left behind or ran twice")
@State
public class CallbacksBrokenTest {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicInteger ran = new AtomicInteger();

  private void execute(Runnable task) {
    tasks.add(task);
    if (running.compareAndSet(false, true)) {
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
      running.set(false);
    }
  }

  @Actor
  public void first() {
    execute(ran::incrementAndGet);
  }

  @Actor
  public void second() {
    execute(ran::incrementAndGet);
    execute(ran::incrementAndGet);
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = ran.get();
  }
}
