package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Waiting;
import io.holdfast.locks.Observation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One election. Thread-safe.
 *
 * <p>At any revision the replicated state names at most one leader; epochs only grow (guarantee
 * G31). A leader that stalls, or is cut off longer than its time to live, may still believe that it
 * leads: only the epoch, checked by the resource, protects it.
 */
public interface Election {
  /** The election's name. */
  String name();

  /**
   * Stands for election until elected. Candidates are served in the order of their requests.
   * Cancelling the future withdraws, and should it have been elected at that moment, it resigns in
   * the background.
   *
   * @param value what observers see of the leader, an address for instance
   */
  CompletableFuture<Leadership> campaignAsync(Bytes value);

  /** See {@link #campaignAsync}. Interrupting withdraws. */
  Leadership campaign(Bytes value) throws InterruptedException;

  /** Stands for election for at most {@code longest}; empty when not elected by then. */
  Optional<Leadership> campaign(Bytes value, Duration longest) throws InterruptedException;

  /** The leader that the store names now, if any. */
  CompletableFuture<Optional<Leader>> leaderAsync();

  /** See {@link #leaderAsync}. */
  default Optional<Leader> leader() throws InterruptedException {
    return Waiting.on(leaderAsync());
  }

  /**
   * Reports who leads, now and at each change, in the order of the epochs. An observer that falls
   * behind sees the newest leader and may miss some before; one that keeps up sees all.
   */
  Observation observe(ElectionObserver observer);
}
