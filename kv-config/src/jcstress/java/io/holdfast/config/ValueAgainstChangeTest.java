package io.holdfast.config;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.testkit.CallingThreads;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Claim: a value that is asked for while its key changes ends at what the key has become; and of
 * the view itself, the revision, the keys and the values come from one snapshot.
 */
@JCStressTest
@Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "asked for before the change")
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "asked for after the change")
@Outcome(expect = FORBIDDEN, desc = "the change was missed")
@State
public class ValueAgainstChangeTest {
  private final CallingThreads threads = new CallingThreads();
  private final LocalStore store = InMemoryStore.open(threads);
  private final WatchedConfig view;
  private ConfigValue<String> value;

  public ValueAgainstChangeTest() {
    store.submit(new Command.CreateBucket(BucketConfig.of("b"))).join();
    put("1");
    var bucket = store.bucketAsync("b").toCompletableFuture().join();
    view = WatchedConfig.begun(bucket, threads, ConfigListener.NONE, "k");
  }

  private void put(String text) {
    store.submit(Command.Write.of("b", Operation.Put.of("k", Bytes.utf8(text))));
  }

  @Actor
  public void change() {
    put("2");
  }

  @Actor
  public void ask(LLL_Result result) {
    value = view.value("k", Codec.text(), "default");
    result.r1 = value.get();
  }

  @Arbiter
  public void end(LLL_Result result) {
    result.r2 = value.get();
    result.r3 = view.get("k").map(Bytes::utf8).orElse("nothing");
  }
}
