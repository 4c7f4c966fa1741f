package io.holdfast.locks;

import static io.holdfast.locks.LockWorld.TTL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.StateUsage;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Locks in a store whose quota is used up: who holds or waits is served, who is new is not. */
@Tag("G30")
class FullStoreTest {
  private final LockWorld world = new LockWorld(1);
  private final LockWorld.Peer alice = world.peer("alice");
  private final LockWorld.Peer bob = world.peer("bob");
  private final LockWorld.Peer carol = world.peer("carol with a label that is a little longer");

  @Test
  void shouldHandOverToEveryoneWhoWaitsAndFreeTheLock() {
    var held = alice.acquire("a");
    var bobs = bob.queue("a");
    var carols = carol.queue("a");
    fill();

    assertEquals(ReleaseOutcome.HANDED_OVER, world.get(held.releaseAsync()));
    assertEquals(ReleaseOutcome.HANDED_OVER, world.get(world.get(bobs).releaseAsync()));
    assertEquals(ReleaseOutcome.RELEASED, world.get(world.get(carols).releaseAsync()));
  }

  @Test
  void shouldGrantToTheFirstInLineWhenTheHolderDies() {
    alice.acquire("a");
    var bobs = bob.queue("a");
    fill();

    alice.scheduler.kill();

    assertTrue(world.get(bobs).held());
  }

  @Test
  void shouldRefuseANewWaiterAndLeaveNothingOfIt() {
    var held = alice.acquire("a");
    bob.acquire("other");
    fill();

    var failure = assertThrows(CompletionException.class, () -> world.get(bob.ask("a")));

    assertInstanceOf(LimitExceededException.class, failure.getCause());
    assertEquals(ReleaseOutcome.RELEASED, world.get(held.releaseAsync()));
    quota(StateUsage.NO_QUOTA);
    assertTrue(bob.acquire("a").held());
  }

  @Test
  void shouldHoldOnForAsLongAsItRenews() {
    var held = alice.acquire("a");
    fill();

    world.time.advance(TTL.multipliedBy(50));

    assertTrue(held.held(), "a renewal was refused");
  }

  private void fill() {
    quota(1);
  }

  private void quota(long bytes) {
    world.get(((LocalStore) world.store).submit(new Command.SetQuota(bytes)));
  }
}
