package io.holdfast.locks;

import static io.holdfast.locks.LockWorld.TTL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guarantees G25 to G29 from the holder's side. */
@Tag("G29")
class LockLossTest {
  private final LockWorld world = new LockWorld(2);
  private final LockWorld.Peer alice = world.peer("alice");
  private final LockWorld.Peer bob = world.peer("bob");

  @Test
  void shouldStayHeldForAsLongAsRenewalsArrive() {
    var held = alice.acquire("a");

    world.time.advance(TTL.multipliedBy(50));

    assertTrue(held.held());
    assertEquals(new HoldState.Held(), held.state());
  }

  @Test
  void shouldTellTheHolderBeforeAnotherCanAcquire() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    var order = new ArrayList<String>();
    held.onLost(reason -> order.add("alice told, held " + held.held()));
    var granted = waiting.thenAccept(next -> order.add("bob granted"));

    alice.link.cut();
    world.get(granted);

    assertEquals(List.of("alice told, held false", "bob granted"), order);
    var lost = assertInstanceOf(HoldState.Lost.class, held.state());
    assertInstanceOf(LossReason.UnreachablePastDeadline.class, lost.reason());
  }

  @Test
  void shouldPassThroughAtRiskBeforeLost() {
    var held = alice.acquire("a");
    var states = new ArrayList<HoldState>();
    held.onState(states::add);

    alice.link.cut();
    world.time.advance(TTL);

    assertInstanceOf(HoldState.Held.class, states.get(0));
    assertInstanceOf(HoldState.AtRisk.class, states.get(1));
    assertInstanceOf(HoldState.Lost.class, states.get(2));
    assertEquals(3, states.size());
  }

  @Test
  void shouldComeBackFromAtRiskWhenARenewalArrives() {
    var held = alice.acquire("a");
    var states = new ArrayList<HoldState>();
    held.onState(states::add);
    alice.link.cut();
    world.time.advance(TTL.multipliedBy(7).dividedBy(10));
    assertInstanceOf(HoldState.AtRisk.class, held.state());

    alice.link.heal();
    world.time.advance(TTL.multipliedBy(3));

    assertTrue(held.held());
    assertEquals(new HoldState.Held(), states.get(states.size() - 1));
  }

  @Test
  void shouldNotBeHeldAfterAPauseBeforeAnyTimerHasRun() {
    var held = alice.acquire("a");
    alice.scheduler.pause();
    world.time.advance(TTL.multipliedBy(3));

    assertFalse(held.held(), "asked while no task of this process can run");
    assertEquals(Duration.ZERO, held.safeFor());
  }

  @Test
  void shouldDoubtItsHoldAfterASuspensionUntilConfirmed() {
    var held = alice.acquire("a");
    alice.scheduler.suspend();
    world.time.advance(TTL.dividedBy(2));

    alice.scheduler.resume();
    assertFalse(held.held(), "wall time went on, monotonic time did not");
    assertInstanceOf(HoldState.AtRisk.class, held.state());
    world.settle();

    assertTrue(held.held(), "the renewal arrived, since the store had not ended the lease");
  }

  @Test
  void shouldLoseTheLockInASuspensionLongerThanTheLease() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    alice.scheduler.suspend();
    var next = world.get(waiting);

    alice.scheduler.resume();
    assertFalse(held.held());
    world.settle();

    assertEquals(new HoldState.Lost(new LossReason.Expired()), held.state());
    assertTrue(next.held());
  }

  @Test
  void shouldNotTakeALateSendingOfItsCreationForItsLease() {
    var held = alice.acquire("a");
    var bucket = world.bucket();
    var lease =
        new LeaseRecord(world.get(bucket.keysAsync("lease.*")).items().get(0), "alice", TTL);
    var waiting = bob.queue("a");
    alice.scheduler.suspend();
    var next = world.get(waiting);
    world.get(bucket.createAsync(lease.key(), lease.label(), lease.options(0)));

    alice.scheduler.resume();
    assertFalse(held.held(), "in doubt, which asks the store");
    world.settle();

    assertEquals(new HoldState.Lost(new LossReason.Expired()), held.state());
    assertTrue(next.held());
    assertTrue(alice.acquire("b").held(), "the next lock has a lease of its own");
  }

  @Test
  void shouldNotRevive() {
    var held = alice.acquire("a");
    alice.link.cut();
    world.time.advance(TTL);
    alice.link.heal();
    world.time.advance(TTL.multipliedBy(3));

    assertFalse(held.held());
    assertEquals(ReleaseOutcome.LOST, world.get(held.releaseAsync()));
  }

  @Test
  void shouldAcquireWithANewLeaseAfterALoss() {
    var lost = alice.acquire("a");
    alice.link.cut();
    world.time.advance(TTL.multipliedBy(2));
    alice.link.heal();

    var next = alice.acquire("a");

    assertTrue(next.held());
    assertTrue(next.token().isAfter(lost.token()));
  }

  @Test
  void shouldQueueAgainWhenTheLeaseIsLostWhileWaiting() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    bob.link.cut();
    world.time.advance(TTL.multipliedBy(2));
    bob.link.heal();
    world.time.advance(TTL);

    world.get(held.releaseAsync());

    assertTrue(world.get(waiting).held());
  }

  @Test
  void shouldEndTheLeaseAfterALocalLoss() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    alice.link.cut();
    world.time.advance(TTL.multipliedBy(91).dividedBy(100));
    assertFalse(held.held());
    alice.link.heal();

    assertTrue(world.get(waiting).held());
  }

  @Test
  void shouldLoseTheLockWhenItIsTakenAwayByHand() {
    var held = alice.acquire("a");
    var waiting = bob.ask("a");
    world.time.advance(TTL);
    var holder = world.get(bob.locks.statusAsync("a")).holder().orElseThrow();

    assertTrue(world.get(bob.locks.evictAsync("a", holder)));

    assertTrue(world.get(waiting).held());
    world.settle();
    assertEquals(new HoldState.Lost(new LossReason.TakenOver("bob")), held.state());
    assertFalse(world.get(bob.locks.evictAsync("a", holder)), "that holder is gone");
  }

  @Test
  void shouldLoseEveryLockWhenTheLeaseIsRemovedByHand() {
    var held = alice.acquire("a");
    var lease = world.get(bob.locks.statusAsync("a")).holder().orElseThrow().lease();

    world.get(world.bucket().deleteAsync(lease.key()));
    world.time.advance(TTL);

    assertEquals(new HoldState.Lost(new LossReason.Forced()), held.state());
  }

  @Test
  void shouldLoseTheLockWhenTheBucketIsDeletedAndMakeItAgain() {
    var held = alice.acquire("a");
    world.get(world.store.deleteBucketAsync("locks"));
    world.time.advance(TTL);
    assertEquals(new HoldState.Lost(new LossReason.Forced()), held.state());

    var next = alice.acquire("a");

    assertTrue(next.token().isAfter(held.token()));
  }

  @Test
  void shouldLoseTheLockToAHolderInABucketMadeAgainWhoseRevisionsAreSmaller() {
    for (int i = 0; i < 5; i++) {
      world.get(alice.acquire("a").releaseAsync());
    }
    var held = alice.acquire("a");
    alice.link.loseRenewals();
    world.get(world.store.deleteBucketAsync("locks"));

    var next = bob.acquire("a");
    assertTrue(next.token().revision() < held.token().revision(), "else this shows nothing");
    world.time.advance(TTL.dividedBy(2));

    assertEquals(new HoldState.Lost(new LossReason.TakenOver("bob")), held.state());
  }

  @Test
  void shouldTellTheNextListenerWhenOneThrowsAnError() {
    var held = alice.acquire("a");
    var told = new ArrayList<LossReason>();
    held.onLost(
        reason -> {
          throw new AssertionError("thrown on purpose");
        });
    held.onLost(told::add);

    alice.link.cut();
    world.time.advance(TTL);

    assertEquals(1, told.size());
  }

  @Test
  void shouldEnsureByRenewingAtOnce() {
    var held = alice.acquire("a");
    world.time.advance(Duration.ofSeconds(3));

    world.get(held.ensureAsync(TTL.multipliedBy(45).dividedBy(100)));

    assertTrue(held.safeFor().compareTo(TTL.multipliedBy(45).dividedBy(100)) >= 0);
    assertThrows(InvalidArgumentException.class, () -> held.ensureAsync(TTL));
  }

  @Test
  void shouldFailToEnsureWhatIsReleasedMeanwhile() {
    var held = alice.acquire("a");
    alice.link.cut();
    world.time.advance(TTL.dividedBy(2));
    var ensured = held.ensureAsync(TTL.multipliedBy(45).dividedBy(100));
    world.settle();
    assertFalse(ensured.isDone(), "no renewal has confirmed it");

    var unused = held.releaseAsync();
    world.settle();

    var failure = assertThrows(CompletionException.class, ensured::join);
    var lost = assertInstanceOf(LockLostException.class, failure.getCause());
    assertEquals(new HoldState.Released(), lost.state());
  }

  @Test
  void shouldNameTheStateInWhichALockIsNotHeld() {
    var held = alice.acquire("a");
    var atRisk = new LockLostException("a", held.token(), new HoldState.AtRisk(Duration.ZERO));
    var released = new LockLostException("a", held.token(), new HoldState.Released());

    assertTrue(String.valueOf(atRisk.getMessage()).endsWith("no renewal has confirmed it in time"));
    assertTrue(String.valueOf(released.getMessage()).endsWith("released by its holder"));
  }

  @Test
  void shouldFailToEnsureWhatIsLost() {
    var held = alice.acquire("a");
    alice.link.cut();
    world.time.advance(TTL.dividedBy(2));
    var ensured = held.ensureAsync(TTL.multipliedBy(45).dividedBy(100));

    var failure = assertThrows(CompletionException.class, () -> world.get(ensured));

    assertInstanceOf(LockLostException.class, failure.getCause());
  }
}
