package io.holdfast.kv.log;

import io.holdfast.kv.Capabilities;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Orders commands, makes them durable and has them applied to one {@link AppliedState}.
 * Thread-safe.
 *
 * <p>The futures complete on the log's own threads, usually the apply thread: what is chained to
 * them must not block.
 */
public interface CommandLog extends AutoCloseable {
  /**
   * Submits a command. The future completes once it is durable and applied. Commands submitted by
   * one thread apply in that order.
   *
   * <p>It fails with {@link io.holdfast.kv.UnavailableException} or {@link
   * io.holdfast.kv.OverloadedException} when the command certainly has not been and will not be
   * applied, and with {@link io.holdfast.kv.IndeterminateException} when that cannot be known
   * (guarantee G6).
   */
  CompletableFuture<Outcome> submit(Command command);

  /**
   * The same for a caller that knows the command's size already.
   *
   * @param bytes as {@link io.holdfast.kv.command.CommandSize} counts them
   */
  default CompletableFuture<Outcome> submit(Command command, long bytes) {
    return submit(command);
  }

  /**
   * Why a write would be refused at this moment, whatever it is; empty when nothing stands against
   * it. A log that cannot tell answers with empty.
   */
  default Optional<HoldfastException> writeRefusal() {
    return Optional.empty();
  }

  /**
   * Completes once everything acknowledged before this call, by any node, is visible in the local
   * state (guarantee G1); fails with {@link io.holdfast.kv.UnavailableException} when that cannot
   * be confirmed.
   */
  CompletableFuture<Void> readBarrier();

  /**
   * Whether {@link #readBarrier} would be complete at once, so that a read may do without it; false
   * when that takes asking.
   */
  default boolean isFresh() {
    return false;
  }

  /**
   * Runs {@code look} on the apply thread, between two log entries, so that it sees the state at
   * one revision. It must only copy references, within milliseconds.
   */
  <T> CompletableFuture<T> onApplyThread(Supplier<T> look);

  /**
   * An estimate of the current lease time; never ahead of what the next entry will carry by more
   * than a tick.
   */
  LeaseTime leaseNow();

  /** What an acknowledgement of this log means. */
  Capabilities.Durability durability();

  /**
   * Stops: what is under way fails as documented at {@link #submit}. Idempotent; bounded in time.
   */
  @Override
  void close();
}
