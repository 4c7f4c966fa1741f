package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.locks.LocksOptions;
import io.holdfast.testkit.CallingThreads;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Claim: a campaign that is withdrawn while the office comes to it leads, and its caller knows, or
 * it leaves the office vacant.
 */
@JCStressTest
@Outcome(id = "true, vacant", expect = Expect.ACCEPTABLE, desc = "withdrawn, and nobody leads")
@Outcome(id = "false, second", expect = Expect.ACCEPTABLE, desc = "elected, too late to withdraw")
@Outcome(expect = Expect.FORBIDDEN, desc = "a leader that nobody knows, or none although elected")
@State
public class CampaignCancelTest {
  private final CallingThreads threads = new CallingThreads();
  private final Election election =
      Elections.on(
              InMemoryStore.open(threads),
              LocksOptions.on(threads).bucket(Elections.BUCKET).random(new SplittableRandom(1)))
          .election("office");
  private final Leadership first = election.campaignAsync(Bytes.utf8("first")).join();
  private final CompletableFuture<Leadership> second = election.campaignAsync(Bytes.utf8("second"));

  @Actor
  public void resign() {
    first.resignAsync();
  }

  @Actor
  public void withdraw() {
    second.cancel(false);
  }

  @Arbiter
  public void leader(ZL_Result result) {
    result.r1 = second.isCancelled();
    result.r2 = election.leaderAsync().join().map(leader -> leader.value().utf8()).orElse("vacant");
  }
}
