package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.InlineScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Claim: whose write was acknowledged, and who then finds that the watch is not behind, finds that
 * the listener was called; and once all is quiet the watch is not behind.
 */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "behind: to be delivered yet")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "behind, and delivered since")
@Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "not behind, since it was delivered")
@Outcome(expect = FORBIDDEN, desc = "not behind, yet not delivered; or behind for ever")
@State
public class WatchLagTest {
  private final InlineScheduler threads = new InlineScheduler();
  private final LocalStore store = InMemoryStore.open(threads);
  private final LateThread callbacks = new LateThread();
  private final WatchPump pump;
  private volatile int heard;

  public WatchLagTest() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    pump =
        new WatchPump(
            "b",
            WatchOptions.all(),
            entry -> heard++,
            store.view(),
            Clock.SYSTEM,
            callbacks,
            StoreListener.NONE,
            ended -> {});
    pump.start();
    callbacks.run();
  }

  /** The store is in memory: what was submitted is acknowledged. */
  @Actor
  public void writeAndLook(III_Result result) {
    store.submit(Command.Write.of("b", Operation.Put.of("x", Bytes.EMPTY)));
    result.r1 = (int) pump.lag();
    result.r2 = heard;
  }

  @Actor
  public void deliver() {
    callbacks.run();
  }

  @Arbiter
  public void quiet(III_Result result) {
    callbacks.run();
    result.r3 = (int) pump.lag();
  }
}
