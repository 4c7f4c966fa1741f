package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.time.InlineScheduler;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claim: what is written after a watch's close returned is never told, whatever delivery the close
 * met.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the close came before the delivery")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the delivery had its turn before the close")
@Outcome(
    expect = FORBIDDEN,
    desc = "an entry written after the close was told, or one was told twice")
@State
public class WatchCloseTest {
  private final AtomicInteger before = new AtomicInteger();
  private final AtomicInteger after = new AtomicInteger();
  private final LocalStore store = InMemoryStore.open(new InlineScheduler());
  private final Watch watch = watchOfNewBucket();

  private Watch watchOfNewBucket() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    return store
        .bucketAsync("b")
        .toCompletableFuture()
        .join()
        .watch(WatchOptions.all(), this::heard);
  }

  private void heard(Entry entry) {
    (entry.key().equals("before") ? before : after).incrementAndGet();
  }

  private void put(String key) {
    store.submit(Command.Write.of("b", Operation.Put.of(key, Bytes.EMPTY)));
  }

  @Actor
  public void write() {
    put("before");
  }

  @Actor
  public void close() {
    watch.close();
    put("after");
  }

  @Arbiter
  public void read(II_Result result) {
    result.r1 = before.get();
    result.r2 = after.get();
  }
}
