package io.holdfast.testkit.simulation;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.log.ClockPolicy;
import io.holdfast.kv.log.CommandLog;
import io.holdfast.kv.log.LogClock;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A log whose leaders come and go: each command is an entry, applied at the virtual instant it
 * arrives while somebody leads, and refused while nobody does. Lease time stands still between two
 * leaders (guarantee G25). What expires does so at its deadline, the earliest that is allowed, so
 * that nobody is spared by a log that looks at the time now and then. Confined to the thread that
 * runs the simulation.
 */
final class SimulatedLog implements CommandLog {
  private final StateMachine state;
  private final Scheduler node;
  private final LogClock clock;
  private final List<LogObserver> observers = new ArrayList<>();
  private Scheduler.Cancellation nextTick = () -> {};
  private long nextTickNanos;
  private boolean led;
  private long term;
  private long index;
  private long leaseNanos;

  SimulatedLog(StateMachine state, Scheduler node) {
    this.state = state;
    this.node = node;
    this.clock = new LogClock(node.clock(), ClockPolicy.LONGEST_STEP);
    lead();
  }

  void observe(LogObserver observer) {
    observers.add(observer);
  }

  boolean led() {
    return led;
  }

  /** The leader is gone, with its clock. */
  void stopLeading() {
    led = false;
    nextTick.cancel();
  }

  /** A new leader goes on from the last entry, and what the one before it still sends is void. */
  void lead() {
    led = true;
    term++;
    clock.resume(state.wallTime(), state.leaseTime());
    if (term > 1) {
      apply(Command.Expire.in(term - 1));
    }
    planTick(1);
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    return led ? CompletableFuture.completedFuture(apply(command)) : noLeader();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return led ? CompletableFuture.completedFuture(null) : noLeader();
  }

  @Override
  public <T> CompletableFuture<T> onApplyThread(Supplier<T> look) {
    return CompletableFuture.completedFuture(look.get());
  }

  @Override
  public LeaseTime leaseNow() {
    return new LeaseTime(leaseNanos);
  }

  @Override
  public Durability durability() {
    return Durability.MEMORY;
  }

  @Override
  public void close() {
    stopLeading();
  }

  private void tick() {
    var now = stamp();
    if (state.nextDeadline().compareTo(now.lease()) <= 0) {
      apply(Command.Expire.in(term), now);
    }
    planTick(untilDeadline(now));
  }

  private void planTick(long nanos) {
    nextTick.cancel();
    nextTickNanos = node.clock().nanos() + nanos;
    nextTick = node.schedule(Duration.ofNanos(nanos), this::tick);
  }

  private long untilDeadline(LogClock.Stamp now) {
    long left = state.nextDeadline().nanos() - now.lease().nanos();
    return Math.max(1, Math.min(left, ClockPolicy.TICK.toNanos()));
  }

  private Outcome apply(Command command) {
    return apply(command, stamp());
  }

  private Outcome apply(Command command, LogClock.Stamp now) {
    var header = new EntryHeader(++index, term, now.wall(), now.lease());
    var outcome = state.apply(header, List.of(command)).get(0);
    for (var observer : observers) {
      observer.applied(header, command, outcome, state.view());
    }
    if (node.clock().nanos() + untilDeadline(now) < nextTickNanos) {
      planTick(untilDeadline(now));
    }
    return outcome;
  }

  private LogClock.Stamp stamp() {
    var now = clock.stamp();
    leaseNanos = now.lease().nanos();
    return now;
  }

  private static <T> CompletableFuture<T> noLeader() {
    return CompletableFuture.failedFuture(
        new UnavailableException("nobody leads the simulated log at this moment: try again"));
  }
}
