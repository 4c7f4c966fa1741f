package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.locks.HoldState;
import io.holdfast.locks.LossReason;
import io.holdfast.locks.ReleaseOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One term as leader, from the election to resignation or loss. Thread-safe; never leads again. */
public interface Leadership extends AutoCloseable {
  /** The election's name. */
  String election();

  /**
   * The term's number: larger than that of every earlier leader. Guard the leader's writes with it.
   */
  FencingToken epoch();

  /**
   * Whether this process leads for all it can know without asking the store; see {@link
   * io.holdfast.locks.MutexHandle#held}.
   */
  boolean isLeader();

  /** How long that stays true if no further renewal is confirmed. */
  Duration safeFor();

  /** Where the term stands. */
  HoldState state();

  /**
   * Calls {@code listener} once when leadership is lost, at once if it already is; never after
   * {@link #resign}.
   */
  void onRevoked(Consumer<LossReason> listener);

  /** Calls {@code listener} with the present state and each change, in order. */
  void onState(Consumer<HoldState> listener);

  /**
   * Changes the value that observers see; the epoch stays. Fails with {@code LockLostException}
   * when not leading.
   */
  CompletableFuture<Void> proclaim(Bytes value);

  /** Steps down; the next candidate leads in the same step where there is one. */
  CompletableFuture<ReleaseOutcome> resignAsync();

  /** See {@link #resignAsync}. */
  ReleaseOutcome resign() throws InterruptedException;

  /** Resigns, quietly and within a bound. */
  @Override
  void close();
}
