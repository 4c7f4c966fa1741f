package io.holdfast.raft;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A turn whose holder does not look at the queue again after it has let go: a look that came while
 * the lock was still held, and found nobody at the queue any more, waits for ever.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "answered")
@Outcome(id = "false", expect = FORBIDDEN, desc = "never answered")
@State
public class BrokenApplyTurnTest {
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<CompletableFuture<Integer>> looks = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> look = new CompletableFuture<>();
  private int value;

  @Actor
  public void apply() {
    turn.lock();
    try {
      value++;
      answerAll();
    } finally {
      turn.unlock();
    }
  }

  @Actor
  public void look() {
    looks.add(look);
    if (turn.tryLock()) {
      try {
        answerAll();
      } finally {
        turn.unlock();
      }
    }
  }

  private void answerAll() {
    for (var next = looks.poll(); next != null; next = looks.poll()) {
      next.complete(value);
    }
  }

  @Arbiter
  public void check(Z_Result result) {
    result.r1 = look.isDone();
  }
}
