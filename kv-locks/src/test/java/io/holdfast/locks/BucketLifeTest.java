package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The bucket of the locks is deleted, and begun anew by the next client. */
class BucketLifeTest {
  private final LockWorld world = new LockWorld(7);

  @Test
  void shouldNotReleaseAHoldOfTheNextBucketAtTheSameRevision() {
    var alice = world.peer("alice");
    var bob = world.peer("bob");
    MutexHandle lost = alice.acquire("a");
    assertTrue(world.get(world.store.deleteBucketAsync("locks")));
    MutexHandle held = bob.acquire("a");
    assertEquals(
        lost.token().revision(), held.token().revision(), "the holds must stand at one revision");

    var released = lost.releaseAsync();
    world.time.advance(Duration.ofSeconds(30));

    assertTrue(held.held(), "somebody else's release freed the lock: " + held.state());
    assertEquals(
        held.token(), world.get(bob.locks.statusAsync("a")).holder().orElseThrow().token());
    assertEquals(ReleaseOutcome.LOST, world.get(released));
  }
}
