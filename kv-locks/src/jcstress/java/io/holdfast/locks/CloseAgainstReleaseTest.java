package io.holdfast.locks;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.testkit.CallingThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A client is closed while a hold is released and the next acquired: everything ends, and agrees.
 */
@JCStressTest
@Outcome(
    id = "RELEASED, refused",
    expect = Expect.ACCEPTABLE,
    desc = "released, closed before the acquisition")
@Outcome(
    id = "RELEASED, lost",
    expect = Expect.ACCEPTABLE,
    desc = "released, closed after the acquisition")
@Outcome(id = "LOST, refused", expect = Expect.ACCEPTABLE, desc = "closed first")
@Outcome(expect = Expect.FORBIDDEN, desc = "something is left undone or held")
@State
public class CloseAgainstReleaseTest {
  private final CallingThreads threads = new CallingThreads();
  private final Locks locks =
      Locks.on(
          InMemoryStore.open(threads),
          LocksOptions.on(threads).random(new java.util.SplittableRandom(1)));
  private final MutexHandle held = locks.mutex("a").acquireAsync(Duration.ofSeconds(1)).join();

  private volatile CompletableFuture<ReleaseOutcome> released;
  private volatile CompletableFuture<MutexHandle> other;
  private volatile CompletableFuture<Void> closed;

  @Actor
  public void close() {
    closed = locks.closeAsync();
  }

  @Actor
  public void releaseAndAcquire() {
    released = held.releaseAsync();
    other = locks.mutex("b").acquireAsync(Duration.ofSeconds(1));
  }

  @Arbiter
  public void outcome(LL_Result result) {
    result.r1 =
        !closed.isDone() ? "not closed" : released.isDone() ? released.join() : "not released";
    if (!other.isDone()) {
      result.r2 = "pending";
    } else if (other.isCompletedExceptionally()) {
      result.r2 = "refused";
    } else {
      result.r2 = other.join().held() ? "held" : "lost";
    }
  }
}
