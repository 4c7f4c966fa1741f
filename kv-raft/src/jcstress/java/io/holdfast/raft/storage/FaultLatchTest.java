package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Two threads meet a fault at once: neither passes after its own, and one fault is told (guarantee
 * G16).
 */
@JCStressTest
@Outcome(id = "false, false, 1", expect = ACCEPTABLE, desc = "both are stopped, one is told")
@Outcome(expect = FORBIDDEN, desc = "one went on, or the listener was told twice or never")
@State
public class FaultLatchTest {
  private static final Path FILE = Path.of("file");

  private final AtomicInteger told = new AtomicInteger();
  private final FaultLatch latch = new FaultLatch(fault -> told.incrementAndGet());

  @SuppressWarnings("serial")
  private static final class NoTrace extends IOException {
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private boolean passesAfterItsFault() {
    latch.failed("sync", FILE, new NoTrace());
    try {
      latch.check();
      return true;
    } catch (StorageFaultException stopped) {
      return false;
    }
  }

  @Actor
  public void first(ZZI_Result result) {
    result.r1 = passesAfterItsFault();
  }

  @Actor
  public void second(ZZI_Result result) {
    result.r2 = passesAfterItsFault();
  }

  @Arbiter
  public void check(ZZI_Result result) {
    result.r3 = told.get();
  }
}
