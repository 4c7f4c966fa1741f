package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Calls that compare by what they are: two syncs of one file are one, and the first to return takes
 * the other with it.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "known while they last")
@Outcome(expect = FORBIDDEN, desc = "under way, and not known")
@State
public class BrokenWatchedCallsTest {
  private record Call(String what, String file) {}

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final AtomicInteger missed = new AtomicInteger();

  private void sync() {
    var call = new Call("sync", "file");
    calls.add(call);
    if (calls.isEmpty()) {
      missed.incrementAndGet();
    }
    calls.remove(call);
  }

  @Actor
  public void first() {
    sync();
  }

  @Actor
  public void second() {
    sync();
  }

  @Arbiter
  public void check(I_Result result) {
    result.r1 = missed.get();
  }
}
