package io.holdfast.kv.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A mailbox with a flag in place of the count: it looks, then sets, and a task slips in between.
 */
@JCStressTest
@Outcome(id = "3", expect = ACCEPTABLE, desc = "every task ran, one after the other")
@Outcome(expect = FORBIDDEN, desc = "a task was lost, or two overlapped")
@State
public class MailboxBrokenTest {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean draining;
  private int ran;

  private void execute(Runnable task) {
    tasks.add(task);
    if (!draining) {
      draining = true;
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
      draining = false;
    }
  }

  @Actor
  public void first() {
    execute(() -> ran++);
  }

  @Actor
  public void second() {
    execute(() -> ran++);
    execute(() -> ran++);
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = ran;
  }
}
