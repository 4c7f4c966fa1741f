package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LockBucketTest {
  private final LockWorld world = new LockWorld(3);
  private final LockWorld.Peer alice = world.peer("alice");

  static Stream<Arguments> unfit() {
    var noKeyTtl = new StreamFlags(true, true, false, true, false, true);
    var noPurge = new StreamFlags(true, true, true, true, true, true);
    var noRollup = new StreamFlags(true, true, false, false, true, true);
    return Stream.of(
        Arguments.of(bucket().ttl(Duration.ofSeconds(2)), "ttl is PT2S"),
        Arguments.of(bucket().maxBytes(1_000_000), "maximal size is 1000000 bytes"),
        Arguments.of(bucket().maxValueBytes(4_095), "largest value is 4095 bytes"),
        Arguments.of(bucket().history(2), "history is 2"),
        Arguments.of(bucket().flags(noKeyTtl), "per-key ttl is off"),
        Arguments.of(bucket().flags(noPurge), "refuses purges"),
        Arguments.of(bucket().flags(noRollup), "refuses purges"));
  }

  private static BucketConfig.Builder bucket() {
    return BucketConfig.builder("locks");
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void shouldRefuseABucketThatCannotKeepLocks(BucketConfig.Builder config, String found) {
    world.get(world.store.createBucketAsync(config.build()));

    var failure = assertThrows(CompletionException.class, () -> alice.acquire("a"));

    var refusal = assertInstanceOf(InvalidArgumentException.class, failure.getCause());
    var message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("'locks'") && message.contains(found), message);
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    world.get(
        world.store.createBucketAsync(bucket().ttl(Duration.ofSeconds(2)).history(3).build()));

    var failure =
        assertThrows(CompletionException.class, () -> world.get(alice.locks.statusAsync("a")));

    assertEquals(
        "bucket 'locks' is not fit for locks: its ttl is PT2S instead of none, "
            + "its history is 3 instead of 1; update its configuration or name another bucket",
        assertInstanceOf(InvalidArgumentException.class, failure.getCause()).getMessage());
  }

  @Test
  void shouldTellARefusedReleaseAndFreeTheLockOnceTheBucketIsMended() {
    var held = alice.acquire("a");
    var noRollup = new StreamFlags(true, true, false, false, true, true);
    world.get(world.store.updateBucketAsync(bucket().flags(noRollup).build()));

    assertThrows(CompletionException.class, () -> world.get(held.releaseAsync()));
    world.get(world.store.updateBucketAsync(bucket().build()));

    assertTrue(world.peer("bob").acquire("a").held());
  }

  /** A ticket left behind could still be granted, to somebody who does not wait any more. */
  @Test
  void shouldTakeATicketBackThoughTheBucketRefusesPurgesMeanwhile() {
    alice.acquire("a");
    var waiting = world.peer("bob").queue("a");
    var noPurge = new StreamFlags(true, true, true, true, true, true);
    world.get(world.store.updateBucketAsync(bucket().flags(noPurge).build()));

    waiting.cancel(false);
    world.time.advance(Duration.ofSeconds(5));

    assertEquals(List.of(), world.get(alice.locks.statusAsync("a")).waiters());
  }

  @Test
  void shouldAcceptTheBucketOnceItsConfigurationIsMended() {
    world.get(world.store.createBucketAsync(bucket().history(3).build()));
    assertThrows(CompletionException.class, () -> alice.acquire("a"));

    world.get(world.store.updateBucketAsync(bucket().build()));

    assertTrue(alice.acquire("a").held());
  }
}
