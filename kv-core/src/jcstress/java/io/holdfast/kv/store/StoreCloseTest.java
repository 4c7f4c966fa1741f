package io.holdfast.kv.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.time.InlineScheduler;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claim: a watch that begins while its store is closed is told of the end, once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told once")
@Outcome(expect = FORBIDDEN, desc = "left behind by the close, or told twice")
@State
public class StoreCloseTest {
  private final LocalStore store = InMemoryStore.open(new InlineScheduler());
  private final AtomicInteger told = new AtomicInteger();
  private final Bucket bucket = newBucket();

  private Bucket newBucket() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    return store.bucketAsync("b").toCompletableFuture().join();
  }

  @Actor
  public void close() {
    store.close();
  }

  @Actor
  public void watch() {
    bucket.watch(
        WatchOptions.all(),
        new WatchListener() {
          @Override
          public void onEntry(Entry entry) {}

          @Override
          public void onClosed(HoldfastException why) {
            told.incrementAndGet();
          }
        });
  }

  @Arbiter
  public void read(I_Result result) {
    result.r1 = told.get();
  }
}
