package io.holdfast.net.connection;

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
import org.openjdk.jcstress.infra.results.I_Result;

/** Looks for room before it joins those who wait, and not again: the signal comes in between. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told once")
@Outcome(expect = FORBIDDEN, desc = "waits for ever, or told twice")
@State
public class ConnectionRoomBrokenTest {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger told = new AtomicInteger();
  private volatile boolean hasRoom;

  @Actor
  public void drain() {
    hasRoom = true;
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      task.run();
    }
  }

  @Actor
  public void await() {
    if (hasRoom) {
      told.incrementAndGet();
    } else {
      waiting.add(told::incrementAndGet);
    }
  }

  @Arbiter
  public void count(I_Result result) {
    result.r1 = told.get();
  }
}
