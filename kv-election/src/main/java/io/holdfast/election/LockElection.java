package io.holdfast.election;

import io.holdfast.election.ElectionListener.Ending;
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
import org.jspecify.annotations.Nullable;

/** An election whose office is a lock. Immutable. */
final class LockElection implements Election {
  /** Campaigns have no deadline of their own; this one is beyond every process's life. */
  private static final Duration UNTIL_ELECTED = Duration.ofDays(36_500);

  private final Locks locks;
  private final Mutex office;
  private final ElectionListener events;

  LockElection(Locks locks, Mutex office, ElectionListener events) {
    this.locks = locks;
    this.office = office;
    this.events = events;
  }

  @Override
  public String name() {
    return office.name();
  }

  @Override
  public CompletableFuture<Leadership> campaignAsync(Bytes value) {
    var campaign = events.campaigning();
    var granted = office.showing(value).acquireAsync(UNTIL_ELECTED);
    CompletableFuture<Leadership> elected = granted.thenApply(held -> new HeldOffice(held, events));
    var unused =
        elected.whenComplete(
            (leadership, error) -> {
              campaign.ended(ending(leadership, elected.isCancelled()));
              if (elected.isCancelled()) {
                withdraw(granted, LockElection::giveBack);
              }
            });
    return elected;
  }

  @Override
  public Leadership campaign(Bytes value) throws InterruptedException {
    var campaign = events.campaigning();
    var granted = office.showing(value).acquireAsync(UNTIL_ELECTED);
    try {
      var elected = new HeldOffice(Waiting.on(granted), events);
      campaign.ended(Ending.ELECTED);
      return elected;
    } catch (RuntimeException e) {
      campaign.ended(Ending.FAILED);
      throw e;
    } catch (InterruptedException e) {
      campaign.ended(Ending.WITHDRAWN);
      withdraw(granted, LockElection::giveBack);
      throw e;
    }
  }

  @Override
  public Optional<Leadership> campaign(Bytes value, Duration longest) throws InterruptedException {
    var campaign = events.campaigning();
    var ending = Ending.FAILED;
    try {
      Optional<Leadership> elected =
          office.showing(value).tryAcquire(longest).map(held -> new HeldOffice(held, events));
      ending = elected.isPresent() ? Ending.ELECTED : Ending.TIMED_OUT;
      return elected;
    } catch (InterruptedException e) {
      ending = Ending.WITHDRAWN;
      throw e;
    } finally {
      campaign.ended(ending);
    }
  }

  private static Ending ending(@Nullable Leadership elected, boolean withdrawn) {
    return elected != null ? Ending.ELECTED : withdrawn ? Ending.WITHDRAWN : Ending.FAILED;
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
