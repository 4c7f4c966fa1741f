package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every transaction of the protocol with its outcome unknown, whether it arrived or not. */
class LostAnswerTest {
  private static final Predicate<Transaction> TAKE = puts("lock.");
  private static final Predicate<Transaction> QUEUE = puts("queue.");
  private static final Predicate<Transaction> FREE = removes("lock.");
  private static final Predicate<Transaction> TAKE_AS_FIRST = TAKE.and(removes("queue."));
  private static final Predicate<Transaction> SEAL =
      removes("queue.").and(transaction -> transaction.conditions().isEmpty());

  private final LockWorld world = new LockWorld(3);
  private final LockWorld.Peer alice = world.peer("alice");
  private final LockWorld.Peer bob = world.peer("bob");

  private static Predicate<Transaction> puts(String prefix) {
    return transaction ->
        transaction.operations().stream()
            .anyMatch(each -> each instanceof Operation.Put && each.key().startsWith(prefix));
  }

  private static Predicate<Transaction> removes(String prefix) {
    return transaction ->
        transaction.operations().stream()
            .anyMatch(each -> !(each instanceof Operation.Put) && each.key().startsWith(prefix));
  }

  @ParameterizedTest
  @EnumSource
  void shouldAcquireOnceWhenTheTakingIsUncertain(Link.Fault fault) {
    alice.link.plan(TAKE, fault);

    var held = alice.acquire("a");

    assertSoleHolder(held);
    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()), "no ticket is left");
  }

  @ParameterizedTest
  @EnumSource
  void shouldTryOnceWhenTheTakingIsUncertain(Link.Fault fault) {
    alice.link.plan(TAKE, fault);

    var tried = world.get(alice.locks.mutex("a").tryAcquireAsync());

    assertSoleHolder(tried.orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void shouldQueueOnceWhenTheTicketIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    bob.link.plan(QUEUE, fault);
    var waiting = bob.ask("a");
    world.time.advance(Duration.ofSeconds(1));
    assertEquals(1, world.get(alice.locks.statusAsync("a")).waiters().size());

    world.get(held.releaseAsync());

    assertSoleHolder(world.get(waiting));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeAsFirstOnceWhenThatIsUncertain(Link.Fault fault) {
    alice.acquire("a");
    var waiting = bob.queue("a");
    bob.link.plan(TAKE_AS_FIRST, fault);

    world.get(alice.locks.closeAsync());

    assertSoleHolder(world.get(waiting));
  }

  @ParameterizedTest
  @EnumSource
  void shouldReleaseWhenTheReleaseIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    alice.link.plan(FREE, fault);

    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()));

    assertEquals(Optional.empty(), world.get(bob.locks.statusAsync("a")).holder());
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotReleaseALaterGrantWhenTheReleaseIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    alice.link.plan(FREE, fault);
    var released = held.releaseAsync();

    var again = alice.acquire("a");
    world.get(released);
    world.time.advance(Duration.ofSeconds(30));

    assertSoleHolder(again);
  }

  @ParameterizedTest
  @EnumSource
  void shouldHandOverOnceWhenThatIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    var waiting = bob.queue("a");
    alice.link.plan(FREE, fault);

    assertEquals(ReleaseOutcome.HANDED_OVER, world.get(held.releaseAsync()));

    assertSoleHolder(world.get(waiting));
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveUpWhenTheSealIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    bob.link.plan(SEAL, fault);
    var waiting = bob.queue("a");

    waiting.cancel(false);
    world.time.advance(Duration.ofSeconds(5));

    assertEquals(List.of(), world.get(alice.locks.statusAsync("a")).waiters());
    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()));
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowTheValueWhenTheRewritingIsUncertain(Link.Fault fault) {
    var held = alice.acquire("a");
    alice.link.plan(TAKE, fault);

    world.get(held.show(io.holdfast.kv.Bytes.utf8("new")));

    var holder = world.get(bob.locks.statusAsync("a")).holder().orElseThrow();
    assertEquals("new", holder.value().utf8());
    assertEquals(held.token(), holder.token());
    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()));
  }

  private void assertSoleHolder(MutexHandle held) {
    assertTrue(held.held());
    var status = world.get(bob.locks.statusAsync("a"));
    assertEquals(held.token(), status.holder().orElseThrow().token());
    assertEquals(List.of(), status.waiters());
    assertFalse(world.get(bob.locks.mutex("a").tryAcquireAsync()).isPresent());
  }
}
