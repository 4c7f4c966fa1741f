package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.locks.HoldState;
import io.holdfast.locks.LossReason;
import io.holdfast.locks.MutexHandle;
import io.holdfast.locks.ReleaseOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A term as leader: the hold of the office's lock. Immutable. */
final class HeldOffice implements Leadership {
  private final MutexHandle held;
  private final ElectionListener.Term term;

  HeldOffice(MutexHandle held, ElectionListener events) {
    this.held = held;
    this.term = events.leading(held);
  }

  @Override
  public String election() {
    return held.name();
  }

  @Override
  public FencingToken epoch() {
    return held.token();
  }

  @Override
  public boolean isLeader() {
    return held.held();
  }

  @Override
  public Duration safeFor() {
    return held.safeFor();
  }

  @Override
  public HoldState state() {
    return held.state();
  }

  @Override
  public void onRevoked(Consumer<LossReason> listener) {
    held.onLost(listener);
  }

  @Override
  public void onState(Consumer<HoldState> listener) {
    held.onState(listener);
  }

  @Override
  public CompletableFuture<Void> proclaim(Bytes value) {
    return held.show(value);
  }

  @Override
  public CompletableFuture<ReleaseOutcome> resignAsync() {
    term.resigned();
    return held.releaseAsync();
  }

  @Override
  public ReleaseOutcome resign() throws InterruptedException {
    term.resigned();
    return held.release();
  }

  @Override
  public void close() {
    term.resigned();
    held.close();
  }
}
