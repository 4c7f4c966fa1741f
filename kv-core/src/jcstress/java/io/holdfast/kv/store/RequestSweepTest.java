package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claim: a request that begins while the last sweep ends is swept all the same, by one timer. */
@JCStressTest
@Outcome(
    id = "1, 1",
    expect = ACCEPTABLE,
    desc = "one timer is set, and the request is ended by it")
@Outcome(expect = FORBIDDEN, desc = "nobody looks at the request, or two timers do")
@State
public class RequestSweepTest implements Scheduler, Clock {
  private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();
  private final Requests requests = new Requests(this, this, Duration.ofSeconds(1));
  private final CompletableFuture<Integer> answer = new CompletableFuture<>();
  private volatile long now;

  public RequestSweepTest() {
    var settled = new CompletableFuture<Integer>();
    requests.bounded(settled, () -> new UnavailableException("late"));
    settled.complete(1);
  }

  @Actor
  public void sweep() {
    timers.remove().run();
  }

  @Actor
  public void begin() {
    requests.bounded(answer, () -> new UnavailableException("late"));
  }

  @Arbiter
  public void read(II_Result result) {
    result.r1 = timers.size();
    now = Duration.ofMinutes(1).toNanos();
    for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
      timer.run();
    }
    result.r2 = answer.isCompletedExceptionally() ? 1 : 0;
  }

  @Override
  public Clock clock() {
    return this;
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

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Instant wallTime() {
    return Instant.EPOCH;
  }
}
