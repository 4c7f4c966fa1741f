package io.holdfast.kv.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A combiner whose short way looks at the count and raises it in two steps. */
@JCStressTest
@Outcome(
    id = "3, 12",
    expect = ACCEPTABLE,
    desc = "every task ran, one after the other, in its thread's order")
@Outcome(expect = FORBIDDEN, desc = "a task was lost, two overlapped, or they changed places")
@State
public class CombinerBrokenTest {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private int ran;
  private int order;

  private void run(Runnable task) {
    if (waiting.get() == 0) {
      waiting.incrementAndGet();
      task.run();
    } else {
      tasks.add(task);
      if (waiting.getAndIncrement() != 0) {
        return;
      }
      drainOne();
    }
    while (waiting.decrementAndGet() > 0) {
      drainOne();
    }
  }

  private void drainOne() {
    Runnable next = tasks.poll();
    if (next != null) {
      next.run();
    }
  }

  @Actor
  public void first() {
    run(() -> ran++);
  }

  @Actor
  public void second() {
    run(() -> inOrder(1));
    run(() -> inOrder(2));
  }

  private void inOrder(int digit) {
    ran++;
    order = order * 10 + digit;
  }

  @Arbiter
  public void read(II_Result result) {
    result.r1 = ran;
    result.r2 = order;
  }
}
