package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.LeaseRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who holds a lock and who waits for it, at one revision. Immutable.
 *
 * @param name the lock
 * @param holder the holder that the store names
 * @param waiters in the order in which they will be served
 * @param revision of the bucket when this was read
 */
public record LockStatus(
    String name, Optional<Holder> holder, List<Waiter> waiters, long revision) {
  /** Copies the list. */
  public LockStatus {
    waiters = List.copyOf(waiters);
  }

  /**
   * A holder.
   *
   * @param owner its label
   * @param token of its grant
   * @param value what it shows to others; empty: nothing
   * @param lease that keeps it
   * @param since the store's wall time when the value was last written
   */
  public record Holder(
      String owner, FencingToken token, Bytes value, LeaseRef lease, Instant since) {}

  /**
   * A waiter.
   *
   * @param owner its label
   * @param lease that keeps its ticket
   * @param since the store's wall time when it queued
   */
  public record Waiter(String owner, LeaseRef lease, Instant since) {}
}
