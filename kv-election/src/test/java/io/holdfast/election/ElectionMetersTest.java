package io.holdfast.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.locks.LocksOptions;
import io.holdfast.testkit.simulation.VirtualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ElectionMetersTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private final VirtualScheduler time = new VirtualScheduler(8);
  private final KeyValueStore store = InMemoryStore.open(time);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Elections elections = Elections.on(store, options("metered").meters(registry));
  private final Elections others = Elections.on(store, options("other"));
  private final Election election = elections.election("scheduler");

  private LocksOptions options(String name) {
    return LocksOptions.on(time.client(name))
        .bucket(Elections.BUCKET)
        .owner(name)
        .leaseTtl(TTL)
        .random(new SplittableRandom(name.hashCode()));
  }

  private <T> T get(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(
        time.runUntil(future::isDone, Duration.ofMinutes(10)),
        "not done in ten minutes of virtual time");
    return future.join();
  }

  @Test
  void shouldShowZeroBeforeAnyCampaign() {
    assertEquals(0, campaigns("elected"));
    assertEquals(0, campaigns("withdrawn"));
    assertEquals(0, leading());
    assertEquals(0, epoch());
    assertEquals(0, revoked("unreachable"));
  }

  @Test
  void shouldShowATermFromTheElectionToTheResignation() {
    var other = get(others.election("scheduler").campaignAsync(Bytes.utf8("o")));
    var elected = election.campaignAsync(Bytes.utf8("m"));
    time.advance(Duration.ofSeconds(3));
    get(other.resignAsync());
    var term = get(elected);

    assertEquals(1, campaigns("elected"));
    double waited =
        registry
            .get("holdfast.election.campaign")
            .tag("outcome", "elected")
            .timer()
            .totalTime(TimeUnit.SECONDS);
    assertTrue(waited >= 3 && waited < 4, "campaigned for " + waited + " s");
    assertEquals(1, leading());
    assertEquals((double) term.epoch().revision(), epoch());

    get(term.resignAsync());
    term.close();
    assertEquals(0, leading());
    assertEquals((double) term.epoch().revision(), epoch(), "the newest term's");
    assertEquals(0, revoked("unreachable"));
  }

  @Test
  void shouldTellALossFromAResignation() {
    get(election.campaignAsync(Bytes.utf8("m")));

    get(store.deleteBucketAsync(Elections.BUCKET));
    time.advance(TTL.multipliedBy(2));

    assertEquals(0, leading());
    double all = 0;
    for (String reason : new String[] {"expired", "taken_over", "forced", "unreachable"}) {
      all += revoked(reason);
    }
    assertEquals(1, all);
  }

  @Test
  void shouldTellAWithdrawalFromAnEndOfTheElections() {
    get(others.election("scheduler").campaignAsync(Bytes.utf8("o")));
    var withdrawn = election.campaignAsync(Bytes.utf8("m"));
    time.advance(Duration.ofSeconds(1));
    withdrawn.cancel(false);
    var cut = election.campaignAsync(Bytes.utf8("m"));
    time.advance(Duration.ofSeconds(1));
    get(elections.drainAsync(Duration.ofSeconds(1)));
    time.advance(Duration.ofSeconds(1));

    assertTrue(cut.isCompletedExceptionally());
    assertEquals(1, campaigns("withdrawn"));
    assertEquals(1, campaigns("failed"));
    assertEquals(0, campaigns("elected"));
  }

  @Test
  void shouldTakeItsGaugesAlong() {
    // Closing waits in real time, so virtual time has to have made it unnecessary to wait.
    get(elections.drainAsync(Duration.ZERO));
    elections.close();

    assertNull(registry.find("holdfast.election.epoch").gauge());
  }

  private long campaigns(String outcome) {
    return registry
        .get("holdfast.election.campaign")
        .tags("election", "scheduler", "outcome", outcome)
        .timer()
        .count();
  }

  private int leading() {
    return registry.get("holdfast.election.leading").longTaskTimer().activeTasks();
  }

  private double epoch() {
    return registry.get("holdfast.election.epoch").tag("election", "scheduler").gauge().value();
  }

  private double revoked(String reason) {
    return registry.get("holdfast.election.revoked").tag("reason", reason).counter().count();
  }
}
