package io.holdfast.locks;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.testkit.CallingThreads;
import java.time.Duration;
import java.util.SplittableRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Claim: a lock that is lost around the end of the task under it interrupts the task's thread
 * inside the task or not at all: nobody finds it interrupted after the section.
 */
@JCStressTest
@Outcome(id = "false, done", expect = Expect.ACCEPTABLE, desc = "the task ended first")
@Outcome(id = "false, lost", expect = Expect.ACCEPTABLE, desc = "lost, and told by the exception")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interruption was left to the caller's thread")
@State
public class GuardedSectionInterruptTest {
  private final CallingThreads threads = new CallingThreads();
  private final LockClient client =
      new LockClient(
          InMemoryStore.open(threads),
          LocksOptions.on(threads).random(new SplittableRandom(1)),
          () -> {});
  private final MutexHandle held = client.mutex("a").acquireAsync(Duration.ofSeconds(1)).join();
  private volatile Thread worker = Thread.currentThread();

  @Actor
  public void task(ZL_Result result) {
    worker = Thread.currentThread();
    try {
      new GuardedSection(client.session(), held).run(lock -> true);
      result.r2 = "done";
    } catch (LockLostException e) {
      result.r2 = "lost";
    } catch (InterruptedException e) {
      result.r2 = "interrupted";
    }
  }

  @Actor
  public void lose() {
    client.closeAsync();
  }

  /** Runs after both, on the thread of either: the worker is asked, whoever asks. */
  @Arbiter
  public void left(ZL_Result result) {
    result.r1 = worker.isInterrupted();
    if (worker == Thread.currentThread()) {
      Thread.interrupted();
    }
  }
}
