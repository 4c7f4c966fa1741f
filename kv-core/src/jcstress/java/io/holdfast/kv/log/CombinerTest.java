package io.holdfast.kv.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim: tasks of a {@link Combiner} never overlap, none is lost, and those of one thread keep
 * their order. The broken twin is {@link CombinerBrokenTest}.
 */
@JCStressTest
@Outcome(
    id = "3, 12",
    expect = ACCEPTABLE,
    desc = "every task ran, one after the other, in its thread's order")
@Outcome(expect = FORBIDDEN, desc = "a task was lost, two overlapped, or they changed places")
@State
public class CombinerTest {
  private final Combiner combiner = new Combiner(Runnable::run);
  private int ran;
  private int order;

  @Actor
  public void first() {
    combiner.run(() -> ran++);
  }

  @Actor
  public void second() {
    combiner.run(() -> inOrder(1));
    combiner.run(() -> inOrder(2));
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
