package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Judged without a lock: the keeper looks before anything is free, and writes what it found over
 * what the truncation found afterwards.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "there is room")
@Outcome(id = "false", expect = FORBIDDEN, desc = "full for what has been given back")
@State
public class BrokenRoomAheadTest {
  private static final int SEGMENT = RoomAheadTest.SEGMENT;

  private final AtomicLong inUse = new AtomicLong(SEGMENT);
  private volatile long usable = SEGMENT;
  private volatile boolean full;

  private void judge() {
    full = usable < SEGMENT + inUse.get();
  }

  @Actor
  public void keeper() {
    judge();
  }

  @Actor
  public void truncation() {
    usable = 2 * SEGMENT;
    inUse.addAndGet(-SEGMENT);
    if (full) {
      judge();
    }
  }

  @Arbiter
  public void check(Z_Result result) {
    result.r1 = !full;
  }
}
