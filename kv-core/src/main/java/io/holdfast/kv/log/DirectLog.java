package io.holdfast.kv.log;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.time.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in memory, for one process: each command is an entry of its own, applied as soon as its
 * turn comes. Nothing survives the process. Thread-safe.
 *
 * <p>Threading: the state, the clock and the fields below it are confined to the tasks of {@link
 * Combiner}, which run one at a time, on the threads of the callers; that is the apply thread of
 * this log. Futures complete there.
 */
public final class DirectLog implements CommandLog {
  /** Most commands that wait or run at once; above it, a submit is refused (guarantee G35). */
  public static final int MAX_WAITING = 65_536;

  private static final long TERM = 1;

  private static final Logger log = LoggerFactory.getLogger(DirectLog.class);

  private final Scheduler scheduler;
  private final Combiner applying;
  private final AppliedState state;
  private final LogClock clock;

  private long index;
  private @Nullable Stop stop;

  private volatile boolean closed;
  private volatile long leaseNanos;
  private volatile Scheduler.Cancellation nextTick = () -> {};

  private DirectLog(AppliedState state, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.applying = new Combiner(scheduler);
    this.state = state;
    this.clock = new LogClock(scheduler.clock(), ClockPolicy.LONGEST_STEP);
    this.index = state.appliedIndex();
    clock.resume(state.wallTime(), state.leaseTime());
    leaseNanos = state.leaseTime().nanos();
  }

  /**
   * A log that drives {@code state}, which it takes over, from its last applied entry on.
   *
   * @param scheduler runs the ticks of time, and long runs of commands that many threads brought;
   *     stays the caller's to close, after the log
   */
  public static DirectLog open(AppliedState state, Scheduler scheduler) {
    var opened = new DirectLog(state, scheduler);
    opened.scheduleTick();
    return opened;
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    if (applying.waiting() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new OverloadedException(
              MAX_WAITING + " commands wait already, the most that may: try again after a pause",
              MAX_WAITING));
    }
    var result = new CompletableFuture<Outcome>();
    applying.run(() -> apply(command, result));
    return result;
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    // What was acknowledged was applied before, so there is nothing to wait for.
    return closed
        ? CompletableFuture.failedFuture(Stop.CLOSED.failure())
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isFresh() {
    return !closed;
  }

  @Override
  public <T> CompletableFuture<T> onApplyThread(Supplier<T> look) {
    var result = new CompletableFuture<T>();
    applying.run(
        () -> {
          if (stop != null) {
            result.completeExceptionally(stop.failure());
            return;
          }
          T seen;
          try {
            seen = look.get();
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
            return;
          }
          result.complete(seen);
        });
    return result;
  }

  @Override
  public LeaseTime leaseNow() {
    return new LeaseTime(leaseNanos);
  }

  @Override
  public Durability durability() {
    return Durability.MEMORY;
  }

  /**
   * Commands submitted before this call are applied; later ones fail with {@link
   * UnavailableException}.
   */
  @Override
  public void close() {
    closed = true;
    nextTick.cancel();
    applying.run(
        () -> {
          if (stop == null) {
            stop = Stop.CLOSED;
          }
        });
  }

  private void apply(Command command, CompletableFuture<Outcome> result) {
    if (stop != null) {
      result.completeExceptionally(stop.failure());
      return;
    }
    Outcome outcome;
    try {
      outcome = applyAsEntry(command, stamp());
    } catch (RuntimeException | Error broken) {
      stopAfter(command, broken);
      result.completeExceptionally(
          new IndeterminateException(
              "applying " + command + " failed; the store has stopped", broken));
      return;
    }
    result.complete(outcome);
  }

  private Outcome applyAsEntry(Command command, LogClock.Stamp now) {
    var header = new EntryHeader(++index, TERM, now.wall(), now.lease());
    return state.apply(header, List.of(command)).get(0);
  }

  private LogClock.Stamp stamp() {
    var now = clock.stamp();
    leaseNanos = now.lease().nanos();
    return now;
  }

  private void scheduleTick() {
    nextTick = scheduler.schedule(ClockPolicy.TICK, () -> applying.run(this::tick));
    if (closed) {
      nextTick.cancel();
    }
  }

  private void tick() {
    if (stop != null) {
      return;
    }
    var now = stamp();
    if (state.nextDeadline().compareTo(now.lease()) <= 0) {
      var expiry = Command.Expire.in(TERM);
      LeaseTime before = state.nextDeadline();
      Outcome outcome;
      try {
        outcome = applyAsEntry(expiry, now);
      } catch (RuntimeException | Error broken) {
        stopAfter(expiry, broken);
        return;
      }
      if (outcome instanceof Outcome.Advanced advanced
          && advanced.leavesMoreDue(before, state.nextDeadline(), now.lease())) {
        // Behind the commands that wait.
        applying.run(this::tick);
        return;
      }
    }
    scheduleTick();
  }

  /** The state may be half changed: nothing more may be read from it or written to it. */
  private void stopAfter(Command command, Throwable broken) {
    log.error("Applying {} as entry {} failed; the store stops", command, index, broken);
    closed = true;
    stop = new Stop("the store has stopped: applying an earlier command failed", broken);
  }

  /**
   * Why nothing is applied any more. Each caller gets an exception of its own, since waiting adds
   * traces to it.
   */
  private record Stop(String message, @Nullable Throwable cause) {
    static final Stop CLOSED = new Stop("the store is closed: open a new one", null);

    StoreClosedException failure() {
      return cause == null
          ? new StoreClosedException(message)
          : new StoreClosedException(message, cause);
    }
  }
}
