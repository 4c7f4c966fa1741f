package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.testkit.simulation.ClientScheduler;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** A store and lock clients in virtual time. Used by one thread. */
final class LockWorld {
  static final Duration TTL = Duration.ofSeconds(10);
  static final Duration LONG = Duration.ofMinutes(5);

  private static final Duration BOUND = Duration.ofMinutes(10);

  final VirtualScheduler time;
  final KeyValueStore store;
  private final RandomGenerator random;

  LockWorld(long seed) {
    time = new VirtualScheduler(seed);
    store = InMemoryStore.open(time);
    random = new SplittableRandom(seed);
  }

  /** A process with locks of its own. */
  final class Peer {
    final ClientScheduler scheduler;
    final Link link = new Link(store, time);
    final Locks locks;

    private Peer(String name) {
      scheduler = time.client(name);
      locks =
          Locks.on(
              link.store(), LocksOptions.on(scheduler).owner(name).leaseTtl(TTL).random(random));
    }

    CompletableFuture<MutexHandle> ask(String lock) {
      return locks.mutex(lock).acquireAsync(LONG);
    }

    /** Asks for the lock, and stands in line once this returns. */
    CompletableFuture<MutexHandle> queue(String lock) {
      var asked = ask(lock);
      settle();
      return asked;
    }

    MutexHandle acquire(String lock) {
      return get(ask(lock));
    }
  }

  Peer peer(String name) {
    return new Peer(name);
  }

  /** Lets everything that is due happen. */
  void settle() {
    time.advance(Duration.ofMillis(1));
  }

  /** Runs until {@code stage} is complete; its value. */
  <T> T get(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(
        time.runUntil(future::isDone, BOUND), "not done within " + BOUND + " of virtual time");
    return future.join();
  }

  Bucket bucket() {
    return get(store.bucketAsync("locks"));
  }

  /** Everything the bucket keeps, markers included. */
  long retained() {
    return get(bucket().statusAsync()).entries();
  }

  long lastRevision() {
    return get(bucket().statusAsync()).lastRevision();
  }
}
