package io.holdfast.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.locks.LocksOptions;
import io.holdfast.locks.LossReason;
import io.holdfast.locks.ReleaseOutcome;
import io.holdfast.testkit.simulation.ClientScheduler;
import io.holdfast.testkit.simulation.SimulatedClient;
import io.holdfast.testkit.simulation.SimulatedWorld;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guarantee G31. */
@Tag("G31")
class ElectionTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private final VirtualScheduler time = new VirtualScheduler(5);
  private final KeyValueStore store = InMemoryStore.open(time);
  private final SplittableRandom random = new SplittableRandom(5);
  private final Candidate alice = new Candidate("alice");
  private final Candidate bob = new Candidate("bob");

  private final class Candidate {
    final ClientScheduler scheduler;
    final Elections elections;
    final Election election;

    Candidate(String name) {
      scheduler = time.client(name);
      elections =
          Elections.on(
              store,
              LocksOptions.on(scheduler)
                  .bucket(Elections.BUCKET)
                  .owner(name)
                  .leaseTtl(TTL)
                  .random(random));
      election = elections.election("scheduler");
    }

    CompletableFuture<Leadership> campaign(String value) {
      var elected = election.campaignAsync(Bytes.utf8(value));
      time.advance(Duration.ofMillis(1));
      return elected;
    }
  }

  private <T> T get(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(
        time.runUntil(future::isDone, Duration.ofMinutes(10)),
        "not done in ten minutes of virtual time");
    return future.join();
  }

  @Test
  void shouldElectOneAndTheNextWhenItResigns() {
    var first = get(alice.campaign("a:1"));
    var second = bob.campaign("b:1");
    time.advance(TTL.multipliedBy(3));
    assertFalse(second.isDone());

    get(first.resignAsync());

    assertFalse(first.isLeader());
    assertTrue(get(second).isLeader());
    assertTrue(get(second).epoch().isAfter(first.epoch()));
  }

  @Test
  void shouldElectTheNextWhenTheLeaderDies() {
    get(alice.campaign("a:1"));
    var second = bob.campaign("b:1");

    alice.scheduler.kill();

    assertTrue(get(second).isLeader());
  }

  @Test
  void shouldNameTheLeaderAndWhatItProclaims() {
    var leadership = get(alice.campaign("a:1"));
    assertEquals(
        Optional.of(new Leader(leadership.epoch(), Bytes.utf8("a:1"), "alice")),
        get(bob.election.leaderAsync()));

    get(leadership.proclaim(Bytes.utf8("a:2")));

    assertEquals(
        Optional.of(new Leader(leadership.epoch(), Bytes.utf8("a:2"), "alice")),
        get(bob.election.leaderAsync()));
  }

  @Test
  void shouldTellTheLeaderThatItIsRevoked() {
    var leadership = get(alice.campaign("a:1"));
    var reasons = new ArrayList<LossReason>();
    leadership.onRevoked(reasons::add);

    alice.scheduler.pause();
    time.advance(TTL.multipliedBy(2));
    assertFalse(leadership.isLeader());
    alice.scheduler.resume();
    time.advance(Duration.ofSeconds(1));

    assertEquals(1, reasons.size());
  }

  @Test
  void shouldShowObserversEveryEpochInOrder() {
    var epochs = new ArrayList<FencingToken>();
    var values = new ArrayList<String>();
    var observer = new Candidate("observer");
    observer.election.observe(
        new ElectionObserver() {
          @Override
          public void onLeader(Leader leader) {
            epochs.add(leader.epoch());
            values.add(leader.value().utf8());
          }

          @Override
          public void onVacancy() {
            values.add("-");
          }
        });
    time.advance(Duration.ofSeconds(1));

    for (int term = 0; term < 5; term++) {
      var leadership = get((term % 2 == 0 ? alice : bob).campaign("term " + term));
      get(leadership.resignAsync());
      time.advance(Duration.ofMillis(1));
    }

    assertEquals(
        List.of("-", "term 0", "-", "term 1", "-", "term 2", "-", "term 3", "-", "term 4", "-"),
        values);
    assertEquals(epochs.stream().sorted().distinct().toList(), epochs);
  }

  /**
   * While the observer is away its watch ends and markers of another office age: it lists again.
   */
  @Test
  void shouldShowAnEpochOnceThoughTheObserverListsAgain() {
    var world = SimulatedWorld.of(5);
    var leader = on(world.client("leader"));
    var away = world.client("observer");
    var shown = new ArrayList<String>();
    on(away)
        .election("scheduler")
        .observe(
            new ElectionObserver() {
              @Override
              public void onLeader(Leader now) {
                shown.add(now.value().utf8());
              }

              @Override
              public void onVacancy() {}
            });
    var elected = leader.election("scheduler").campaignAsync(Bytes.utf8("a:1"));
    world.time().advance(Duration.ofSeconds(1));
    assertEquals(List.of("a:1"), shown);

    away.disconnect();
    world.server().restart(Duration.ofMillis(100));
    world.time().advance(Duration.ofSeconds(1));
    var other = leader.election("other").campaignAsync(Bytes.utf8("b:1"));
    world.time().advance(Duration.ofSeconds(1));
    var resigned = other.join().resignAsync();
    world.time().advance(TTL);
    assertTrue(resigned.isDone());
    away.reconnect();
    world.time().advance(TTL);
    assertEquals(List.of("a:1"), shown, "told again what it knew");

    var proclaimed = elected.join().proclaim(Bytes.utf8("a:2"));
    world.time().advance(Duration.ofSeconds(1));
    assertTrue(proclaimed.isDone());
    assertEquals(List.of("a:1", "a:2"), shown, "the observer has lost its watch");
  }

  private Elections on(SimulatedClient client) {
    return Elections.on(
        client.store(),
        LocksOptions.on(client.scheduler()).bucket(Elections.BUCKET).leaseTtl(TTL).random(random));
  }

  @Test
  void shouldRefuseABucketWhoseTtlWouldEndTermsEarly() {
    get(
        store.createBucketAsync(
            BucketConfig.builder(Elections.BUCKET).ttl(Duration.ofSeconds(2)).build()));

    var failure = assertThrows(CompletionException.class, () -> get(alice.campaign("a:1")));

    assertInstanceOf(InvalidArgumentException.class, failure.getCause());
  }

  @ParameterizedTest
  @CsvSource({"x,440", "é,73"})
  void shouldTakeNamesOfAtMost440BytesInEscapedForm(String character, int longest) {
    var name = character.repeat(longest);

    assertEquals(name, alice.elections.election(name).name());
    assertThrows(InvalidArgumentException.class, () -> alice.elections.election(name + character));
  }

  @Test
  void shouldNotElectWhoWithdrew() {
    var first = get(alice.campaign("a:1"));
    var withdrawn = bob.campaign("b:1");

    withdrawn.cancel(false);
    get(first.resignAsync());
    time.advance(Duration.ofSeconds(1));

    assertEquals(Optional.empty(), get(alice.election.leaderAsync()));
  }

  @Test
  void shouldResignOnceHoweverOftenItIsAsked() {
    var first = get(alice.campaign("a:1"));
    var second = bob.campaign("b:1");

    var outcome = get(first.resignAsync());
    assertEquals(ReleaseOutcome.HANDED_OVER, outcome);
    assertEquals(outcome, get(first.resignAsync()));

    assertTrue(get(second).isLeader(), "the second resignation took the next leader's office");
  }

  @Test
  void shouldSayThatThereWasNothingToResignAfterALoss() {
    var first = get(alice.campaign("a:1"));
    alice.scheduler.pause();
    time.advance(TTL.multipliedBy(2));
    var second = get(bob.campaign("b:1"));
    alice.scheduler.resume();

    assertEquals(ReleaseOutcome.LOST, get(first.resignAsync()));
    time.advance(Duration.ofSeconds(1));

    assertEquals(Optional.of(second.epoch()), get(bob.election.leaderAsync()).map(Leader::epoch));
    assertTrue(second.isLeader(), "a lost leader's resignation ended another one's term");
  }

  @Test
  void shouldTellTheOtherListenersWhenOneThrows() {
    var leadership = get(alice.campaign("a:1"));
    var heard = new ArrayList<LossReason>();
    leadership.onRevoked(
        reason -> {
          throw new IllegalStateException("the listener's own");
        });
    leadership.onRevoked(heard::add);

    alice.scheduler.pause();
    time.advance(TTL.multipliedBy(2));
    alice.scheduler.resume();
    time.advance(Duration.ofSeconds(1));

    assertEquals(1, heard.size());
  }

  @Test
  void shouldShowTheNextLeaderToAnObserverThatThrows() {
    var seen = new ArrayList<String>();
    bob.election.observe(
        new ElectionObserver() {
          @Override
          public void onLeader(Leader leader) {
            seen.add(leader.value().utf8());
            throw new IllegalStateException("the observer's own");
          }

          @Override
          public void onVacancy() {}
        });
    get(get(alice.campaign("a:1")).resignAsync());
    get(alice.campaign("a:2"));
    time.advance(Duration.ofSeconds(1));

    assertEquals(List.of("a:1", "a:2"), seen);
  }

  @Test
  void shouldRefuseACampaignAfterTheEnd() {
    alice.elections.close();
    time.advance(Duration.ofSeconds(1));

    var campaign = alice.campaign("a:1");
    assertTrue(
        time.runUntil(campaign::isDone, Duration.ofMinutes(1)), "campaigns though it is closed");
    var failure = assertThrows(CompletionException.class, campaign::join);
    assertInstanceOf(UnavailableException.class, failure.getCause());
  }
}
