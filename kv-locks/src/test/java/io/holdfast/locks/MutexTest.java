package io.holdfast.locks;

import static io.holdfast.locks.LockWorld.TTL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.Entry;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G30")
class MutexTest {
  private final LockWorld world = new LockWorld(1);
  private final LockWorld.Peer alice = world.peer("alice");
  private final LockWorld.Peer bob = world.peer("bob");
  private final LockWorld.Peer carol = world.peer("carol");

  @Test
  void shouldTakeFreeLockWithOneWrite() {
    var first = alice.acquire("a");
    alice.link.writes().clear();

    var second = alice.acquire("b");

    assertEquals(List.of("commitAsync"), alice.link.writes());
    assertTrue(first.held() && second.held());
  }

  @Test
  void shouldReleaseUncontendedLockWithOneWrite() {
    var held = alice.acquire("a");
    alice.link.writes().clear();

    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()));

    assertEquals(List.of("commitAsync"), alice.link.writes());
    assertFalse(held.held());
  }

  @Test
  void shouldGrantInTheOrderOfTheRequests() {
    var held = alice.acquire("a");
    var order = new ArrayList<String>();
    var bobs = bob.queue("a");
    var carols = carol.queue("a");
    var alices = alice.queue("a");
    var bobsTurn = bobs.thenAccept(next -> order.add("bob"));
    var carolsTurn = carols.thenAccept(next -> order.add("carol"));
    var alicesTurn = alices.thenAccept(next -> order.add("alice"));

    world.get(held.releaseAsync());
    world.get(world.get(bobs).releaseAsync());
    world.get(world.get(carols).releaseAsync());
    world.get(CompletableFuture.allOf(bobsTurn, carolsTurn, alicesTurn));

    assertEquals(List.of("bob", "carol", "alice"), order);
  }

  @Test
  void shouldHandOverInOneTransactionWithLargerToken() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    var seen = new ArrayList<Entry>();
    world.bucket().watch(WatchOptions.key("lock.a"), seen::add);
    world.settle();
    alice.link.writes().clear();

    assertEquals(ReleaseOutcome.HANDED_OVER, world.get(held.releaseAsync()));

    var next = world.get(waiting);
    world.settle();
    assertTrue(next.token().isAfter(held.token()));
    assertTrue(
        seen.stream().noneMatch(Entry::isMarker), () -> "the lock was free in between: " + seen);
    assertEquals(seen.get(seen.size() - 1).token(), next.token());
    assertEquals(List.of("commitAsync"), alice.link.writes());
  }

  @Test
  void shouldQueueBehindAHolderWithoutLooking() {
    alice.acquire("a");
    bob.acquire("b");
    bob.link.writes().clear();
    bob.link.reads().clear();

    var unused = bob.ask("a");
    world.settle();

    assertEquals(List.of("commitAsync", "commitAsync"), bob.link.writes(), "a try and a ticket");
    assertEquals(List.of(), bob.link.reads());
  }

  @Test
  void shouldTakeALockAtOnceThatIsNoLongerBusy() {
    var held = alice.acquire("a");
    assertTrue(world.get(bob.locks.mutex("a").tryAcquireAsync()).isEmpty());
    world.get(held.releaseAsync());
    bob.link.reads().clear();

    assertTrue(world.get(bob.ask("a")).held());

    assertEquals(List.of(), bob.link.reads());
  }

  @Test
  void shouldWakeTheNextWaiterAlone() {
    var held = alice.acquire("a");
    var waiters = new ArrayList<LockWorld.Peer>();
    for (int i = 0; i < 10; i++) {
      var waiter = world.peer("waiter" + i);
      waiters.add(waiter);
      var unused = waiter.queue("a");
    }
    waiters.forEach(waiter -> waiter.link.reads().clear());
    waiters.forEach(waiter -> waiter.link.events().clear());

    world.get(held.releaseAsync());
    world.settle();

    assertEquals(List.of("queue.a"), waiters.get(0).link.events());
    assertEquals(List.of(), waiters.get(0).link.reads(), "the event tells all");
    for (var waiter : waiters.subList(1, 10)) {
      assertEquals(List.of(), waiter.link.events());
      assertEquals(List.of(), waiter.link.reads());
    }
  }

  @Test
  void shouldHandOverAmongTheWaitersOfOneClientWithOneWriteEach() {
    var first = alice.acquire("a");
    var waiting = List.of(alice.queue("a"), alice.queue("a"), alice.queue("a"));
    alice.link.writes().clear();
    alice.link.reads().clear();

    world.get(first.releaseAsync());
    world.get(world.get(waiting.get(0)).releaseAsync());
    world.get(world.get(waiting.get(1)).releaseAsync());

    assertTrue(world.get(waiting.get(2)).held());
    assertEquals(3, alice.link.writes().size());
    assertEquals(List.of(), alice.link.reads());
  }

  @Test
  void shouldQueueWithOneWriteWhereOthersAreKnownToWait() {
    alice.acquire("a");
    var unused = alice.queue("a");
    alice.link.writes().clear();

    var unused2 = alice.queue("a");

    assertEquals(1, alice.link.writes().size(), "a ticket, and no try before");
  }

  @Test
  void shouldTakeTheLockWhereTheKnownWaitersAreGone() {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    var unseen = alice.queue("a");
    unseen.cancel(false);
    waiting.cancel(false);
    world.settle();
    world.get(held.releaseAsync());

    assertTrue(world.get(alice.ask("a")).held());
    assertEquals(List.of(), world.get(alice.locks.statusAsync("a")).waiters());
  }

  @Test
  void shouldGrantToNextTicketWhenHolderDies() {
    alice.acquire("a");
    var waiting = bob.queue("a");

    alice.scheduler.kill();
    world.time.advance(TTL.minusMillis(500));
    assertFalse(waiting.isDone());
    world.time.advance(TTL);

    assertTrue(world.get(waiting).held());
  }

  @Test
  void shouldPassOverWaiterThatDied() {
    var held = alice.acquire("a");
    var unused = bob.queue("a");
    var carols = carol.queue("a");

    bob.scheduler.kill();
    world.time.advance(TTL.multipliedBy(2));
    world.get(held.releaseAsync());

    assertTrue(world.get(carols).held());
  }

  @Test
  void shouldRefuseTryWhileHeldOrWaitedFor() {
    var held = alice.acquire("a");
    assertEquals(Optional.empty(), world.get(bob.locks.mutex("a").tryAcquireAsync()));

    var waiting = bob.queue("a");
    assertEquals(Optional.empty(), world.get(carol.locks.mutex("a").tryAcquireAsync()));

    world.get(held.releaseAsync());
    world.get(world.get(waiting).releaseAsync());
    assertTrue(world.get(carol.locks.mutex("a").tryAcquireAsync()).isPresent());
  }

  @Test
  void shouldNotLetATryBargeInBeforeAWaiterThatIsSlow() {
    alice.acquire("a");
    var waiting = bob.queue("a");
    bob.scheduler.pause();
    world.get(alice.locks.closeAsync());

    assertEquals(Optional.empty(), world.get(carol.locks.mutex("a").tryAcquireAsync()));

    bob.scheduler.resume();
    assertTrue(world.get(waiting).held());
  }

  @Test
  void shouldGiveUpAtTheTimeOut() {
    var held = alice.acquire("a");
    var wanted = bob.locks.mutex("a").acquireAsync(Duration.ofSeconds(3));

    var failure = assertThrows(CompletionException.class, () -> world.get(wanted));

    assertInstanceOf(LockTimeoutException.class, failure.getCause());
    assertEquals(Duration.ofSeconds(3).toSeconds(), world.time.elapsed().toSeconds());
    world.settle();
    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()), "no ticket is left");
  }

  @Test
  void shouldQueueASecondRequestOfTheSameClientBehindTheFirst() {
    var first = alice.acquire("a");
    var second = alice.ask("a");
    world.time.advance(TTL);
    assertFalse(second.isDone());

    world.get(first.releaseAsync());

    assertTrue(world.get(second).token().isAfter(first.token()));
  }

  @Test
  void shouldNotGrantToCancelledWaiter() {
    var held = alice.acquire("a");
    var cancelled = bob.queue("a");
    var carols = carol.queue("a");

    cancelled.cancel(false);
    world.get(held.releaseAsync());

    assertTrue(world.get(carols).held());
    var status = world.get(carol.locks.statusAsync("a"));
    assertEquals("carol", status.holder().orElseThrow().owner());
    assertEquals(List.of(), status.waiters());
  }

  @Test
  void shouldCleanUpInterruptedAttempt() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> bob.locks.mutex("a").acquire(LockWorld.LONG));
    world.settle();

    assertTrue(world.get(carol.locks.mutex("a").tryAcquireAsync()).isPresent());
  }

  @Test
  void shouldReleaseOnAnInterruptedThread() {
    var held = alice.acquire("a");

    Thread.currentThread().interrupt();
    held.close();
    assertTrue(Thread.interrupted(), "the flag stays");
    world.settle();

    assertTrue(world.get(bob.locks.mutex("a").tryAcquireAsync()).isPresent());
  }

  @Test
  void shouldLeaveNothingBehind() {
    for (int i = 0; i < 20; i++) {
      var held = alice.acquire("lock" + i);
      var waiting = bob.ask("lock" + i);
      var givenUp = carol.ask("lock" + i);
      world.settle();
      givenUp.cancel(false);
      world.get(held.releaseAsync());
      world.get(world.get(waiting).releaseAsync());
    }
    world.get(alice.locks.closeAsync());
    world.get(bob.locks.closeAsync());
    world.get(carol.locks.closeAsync());

    world.time.advance(Duration.ofMinutes(1));

    assertEquals(0, world.retained());
  }

  @Test
  void shouldReportOneOutcomeForTwoReleases() {
    var held = alice.acquire("a");
    var first = held.releaseAsync();
    var second = held.releaseAsync();

    assertEquals(ReleaseOutcome.RELEASED, world.get(first));
    assertEquals(ReleaseOutcome.RELEASED, world.get(second));
  }

  @Test
  void shouldHandOverWhenClosed() {
    var held = alice.acquire("a");
    var lost = held.lost().toCompletableFuture();
    var waiting = bob.queue("a");

    world.get(alice.locks.closeAsync());

    assertTrue(world.get(waiting).held());
    assertInstanceOf(LossReason.Closed.class, world.get(lost));
    assertFalse(held.held());
    var after = alice.ask("a");
    var failure = assertThrows(CompletionException.class, () -> world.get(after));
    assertInstanceOf(UnavailableException.class, failure.getCause());
  }

  @Test
  void shouldWaitForHoldsWhenDrained() {
    var held = alice.acquire("a");
    var waiting = alice.queue("a");

    var drained = alice.locks.drainAsync(Duration.ofMinutes(1));
    world.time.advance(Duration.ofSeconds(20));
    assertTrue(waiting.isCompletedExceptionally());
    assertTrue(held.held() && !drained.isDone());
    world.get(held.releaseAsync());

    assertTrue(world.get(drained));
  }

  @Test
  void shouldReportHoldsThatOutlastTheDrain() {
    var held = alice.acquire("a");

    assertFalse(world.get(alice.locks.drainAsync(Duration.ofMinutes(1))));

    assertFalse(held.held());
  }

  @Test
  void shouldShowHolderAndWaiters() {
    var held = world.get(alice.locks.mutex("a b").showing(Bytes.utf8("one")).acquireAsync(TTL));
    var bobs = bob.queue("a b");
    var carols = carol.queue("a b");
    assertFalse(bobs.isDone() || carols.isDone());

    world.get(held.show(Bytes.utf8("two")));
    var status = world.get(carol.locks.statusAsync("a b"));

    var holder = status.holder().orElseThrow();
    assertEquals("alice", holder.owner());
    assertEquals(held.token(), holder.token(), "rewriting keeps the token");
    assertEquals(Bytes.utf8("two"), holder.value());
    assertEquals(
        List.of("bob", "carol"), status.waiters().stream().map(LockStatus.Waiter::owner).toList());
    assertEquals(
        ReleaseOutcome.HANDED_OVER, world.get(held.releaseAsync()), "also after a rewriting");
  }

  @Test
  void shouldCarryTheWaitersValueThroughHandOver() {
    var held = alice.acquire("a");
    var waiting = bob.locks.mutex("a").showing(Bytes.utf8("bob's")).acquireAsync(LockWorld.LONG);
    world.settle();

    world.get(held.releaseAsync());
    world.get(waiting);

    var holder = world.get(alice.locks.statusAsync("a")).holder().orElseThrow();
    assertEquals(Bytes.utf8("bob's"), holder.value());
  }

  @Test
  void shouldObserveHoldersInOrder() {
    var seen = new ArrayList<String>();
    carol.locks.observe("a", new Noting(seen));
    world.time.advance(Duration.ofSeconds(1));
    var held = alice.acquire("a");
    var waiting = bob.queue("a");

    world.get(held.releaseAsync());
    world.get(world.get(waiting).releaseAsync());
    world.settle();

    assertEquals(List.of("free", "alice", "bob", "free"), seen);
  }

  @Test
  void shouldObserveNothingMoreOnceTheClientIsClosed() {
    var seen = new ArrayList<String>();
    carol.locks.observe("a", new Noting(seen));
    world.settle();
    world.get(carol.locks.closeAsync());

    alice.acquire("a");
    world.settle();

    assertEquals(List.of("free"), seen);
  }

  @Test
  void shouldTellAStoreThatCannotBeAskedFromALockThatOthersHold() {
    bob.link.cut();
    var blind = bob.locks.mutex("a").tryAcquireAsync(Duration.ofSeconds(30));
    var failure = assertThrows(CompletionException.class, () -> world.get(blind));
    assertInstanceOf(UnavailableException.class, failure.getCause());
    bob.link.heal();

    alice.acquire("a");
    var waited = bob.locks.mutex("a").tryAcquireAsync(Duration.ofSeconds(30));

    assertEquals(Optional.empty(), world.get(waited));
  }

  @Test
  void shouldRefuseTimeOutThatIsNotPositive() {
    var mutex = alice.locks.mutex("a");
    assertThrows(InvalidArgumentException.class, () -> mutex.acquireAsync(Duration.ZERO));
  }

  @Test
  void shouldCallListenersThatComeLate() {
    var held = alice.acquire("a");
    world.get(alice.locks.closeAsync());
    var reasons = new ArrayList<LossReason>();

    held.onLost(reasons::add);
    world.settle();

    assertEquals(List.of(new LossReason.Closed()), reasons);
    assertSame(ReleaseOutcome.LOST, world.get(held.releaseAsync()));
  }

  @Test
  void shouldFailAtOnceWhenTheStoreIsClosed() {
    world.store.close();

    var asked = alice.queue("a");

    var failure = assertThrows(CompletionException.class, () -> asked.getNow(null));
    assertInstanceOf(StoreClosedException.class, failure.getCause());
    assertTrue(failure.toString().contains("lock 'a' cannot be acquired"), failure.toString());
  }

  @Test
  void shouldEndAWaitWhenTheStoreIsClosed() {
    alice.acquire("a");
    var waiting = bob.queue("a");

    world.store.close();

    var failure = assertThrows(CompletionException.class, () -> world.get(waiting));
    assertInstanceOf(StoreClosedException.class, failure.getCause());
  }

  @Test
  void shouldNameWhatTheStoreLacks() {
    var weak =
        new Capabilities(
            "nats://example", false, false, TtlPrecision.SECONDS, Capabilities.Durability.UNKNOWN);
    var store =
        (KeyValueStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (self, method, arguments) -> weak);

    var refusal = assertThrows(InvalidArgumentException.class, () -> Locks.on(store));

    assertEquals(
        "locks need keys owned by a lease and transactions, which 'nats://example' does not give:"
            + " use a Holdfast store or server",
        refusal.getMessage());
  }

  /** Notes the owner of each holder, and when there is none. */
  private record Noting(List<String> seen) implements HolderObserver {
    @Override
    public void onHolder(LockStatus.Holder holder) {
      seen.add(holder.owner());
    }

    @Override
    public void onFree() {
      seen.add("free");
    }
  }
}
