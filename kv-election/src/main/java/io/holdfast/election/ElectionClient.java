package io.holdfast.election;

import io.holdfast.locks.Locks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Elections on locks: the office is the lock, the epoch its token. Immutable. */
final class ElectionClient implements Elections {
  private final Locks locks;

  ElectionClient(Locks locks) {
    this.locks = locks;
  }

  @Override
  public Election election(String name) {
    return new LockElection(locks, locks.mutex(name));
  }

  @Override
  public CompletableFuture<Boolean> drainAsync(Duration longest) {
    return locks.drainAsync(longest);
  }

  @Override
  public void close() {
    locks.close();
  }
}
