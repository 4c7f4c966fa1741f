package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Waiting;
import io.holdfast.locks.HolderObserver;
import io.holdfast.locks.LockStatus;
import io.holdfast.locks.Locks;
import io.holdfast.locks.Mutex;
import io.holdfast.locks.MutexHandle;
import io.holdfast.locks.Observation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An election whose office is a lock. Immutable. */
final class LockElection implements Election {
  /** Campaigns have no deadline of their own; this one is beyond every process's life. */
  private static final Duration UNTIL_ELECTED = Duration.ofDays(36_500);

  private final Locks locks;
  private final Mutex office;

  LockElection(Locks locks, Mutex office) {
    this.locks = locks;
    this.office = office;
  }

  @Override
  public String name() {
    return office.name();
  }

  @Override
  public CompletableFuture<Leadership> campaignAsync(Bytes value) {
    var granted = office.showing(value).acquireAsync(UNTIL_ELECTED);
    CompletableFuture<Leadership> elected = granted.thenApply(HeldOffice::new);
    var unused =
        elected.whenComplete(
            (leadership, error) -> {
              if (elected.isCancelled()) {
                withdraw(granted, LockElection::giveBack);
              }
            });
    return elected;
  }

  @Override
  public Leadership campaign(Bytes value) throws InterruptedException {
    var granted = office.showing(value).acquireAsync(UNTIL_ELECTED);
    try {
      return new HeldOffice(Waiting.on(granted));
    } catch (InterruptedException e) {
      withdraw(granted, LockElection::giveBack);
      throw e;
    }
  }

  @Override
  public Optional<Leadership> campaign(Bytes value, Duration longest) throws InterruptedException {
    return office.showing(value).tryAcquire(longest).map(HeldOffice::new);
  }

  private static <T> void withdraw(CompletableFuture<T> granted, Consumer<T> giveBack) {
    if (!granted.cancel(false)) {
      var unused = granted.thenAccept(giveBack);
    }
  }

  private static void giveBack(MutexHandle held) {
    var unused = held.releaseAsync();
  }

  @Override
  public CompletableFuture<Optional<Leader>> leaderAsync() {
    return locks.statusAsync(name()).thenApply(status -> status.holder().map(LockElection::leader));
  }

  @Override
  public Observation observe(ElectionObserver observer) {
    return locks.observe(
        name(),
        new HolderObserver() {
          @Override
          public void onHolder(LockStatus.Holder holder) {
            observer.onLeader(leader(holder));
          }

          @Override
          public void onFree() {
            observer.onVacancy();
          }
        });
  }

  private static Leader leader(LockStatus.Holder holder) {
    return new Leader(holder.token(), holder.value(), holder.owner());
  }
}
