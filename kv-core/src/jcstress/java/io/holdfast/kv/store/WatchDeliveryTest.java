package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.time.InlineScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim: a watch that begins while keys are written tells each of them once, in revision order, and
 * never from two threads at once: the listener's fields are plain (guarantee G20).
 */
@JCStressTest
@Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "both entries, in order")
@Outcome(
    expect = FORBIDDEN,
    desc = "an entry was lost, told twice, out of order, or calls overlapped")
@State
public class WatchDeliveryTest {
  private final LocalStore store = InMemoryStore.open(new InlineScheduler());
  private final Bucket bucket = newBucket();
  private int calls;
  private long revisions;

  private Bucket newBucket() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    return store.bucketAsync("b").toCompletableFuture().join();
  }

  private void heard(Entry entry) {
    calls++;
    revisions = revisions * 10 + entry.revision();
  }

  @Actor
  public void write() {
    store.submit(Command.Write.of("b", Operation.Put.of("x", Bytes.EMPTY)));
    store.submit(Command.Write.of("b", Operation.Put.of("y", Bytes.EMPTY)));
  }

  @Actor
  public void watch() {
    bucket.watch(WatchOptions.all(), this::heard);
  }

  @Arbiter
  public void read(II_Result result) {
    result.r1 = calls;
    result.r2 = (int) revisions;
  }
}
