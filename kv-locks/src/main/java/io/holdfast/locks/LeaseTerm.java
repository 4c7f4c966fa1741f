package io.holdfast.locks;

import io.holdfast.kv.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lease is held, as far as this process can know (guarantee G29).
 *
 * <p>Lock-free: one reference holds the present phase, and it moves by compare-and-set only, so
 * whoever first sees the deadline pass ends the term for everybody, and no confirmation can revive
 * it. What a thread did before it ended the term happens-before what another does after seeing it
 * ended.
 */
final class LeaseTerm {
  private final Clock clock;
  private final long ttlNanos;
  private final long marginNanos;
  private final AtomicReference<Phase> phase;
  private final Runnable afterEnd;
  private final Runnable inDoubt;

  /**
   * A term that was confirmed by a request first sent at {@code sent}.
   *
   * @param afterEnd called once by the thread that ended the term; must not block
   * @param inDoubt called by readers while the machine seems to have been suspended; must not block
   */
  LeaseTerm(
      Clock clock,
      Duration ttl,
      Duration margin,
      Moment sent,
      Runnable afterEnd,
      Runnable inDoubt) {
    this.clock = clock;
    this.ttlNanos = ttl.toNanos();
    this.marginNanos = margin.toNanos();
    this.afterEnd = afterEnd;
    this.inDoubt = inDoubt;
    this.phase = new AtomicReference<>(alive(sent));
  }

  /** One moment on both clocks. */
  record Moment(long nanos, long wallNanos) {
    static Moment now(Clock clock) {
      var wall = clock.wallTime();
      return new Moment(clock.nanos(), wall.getEpochSecond() * 1_000_000_000L + wall.getNano());
    }
  }

  boolean held() {
    return !remaining().isZero();
  }

  /** Time left until the local deadline; zero when not held, or in doubt. */
  Duration remaining() {
    while (phase.get() instanceof Alive alive) {
      var now = Moment.now(clock);
      long left = alive.deadlineNanos - now.nanos;
      if (left > 0) {
        if (suspendedSince(alive.sent, now)) {
          inDoubt.run();
          return Duration.ZERO;
        }
        return Duration.ofNanos(left);
      }
      endAt(alive);
    }
    return Duration.ZERO;
  }

  /** Time from now until the deadline, whether or not in doubt; zero or less when over. */
  long nanosLeft() {
    return phase.get() instanceof Alive alive ? alive.deadlineNanos - clock.nanos() : 0;
  }

  /**
   * Prolongs the term by a confirmed renewal first sent at {@code sent}; false when the term has
   * ended.
   */
  boolean confirm(Moment sent) {
    while (phase.get() instanceof Alive alive) {
      if (alive.deadlineNanos - clock.nanos() <= 0) {
        endAt(alive);
      } else if (sent.nanos - alive.sent.nanos < 0 || phase.compareAndSet(alive, alive(sent))) {
        return true;
      }
    }
    return false;
  }

  /** Ends the term, unless it has ended; true if this call did. */
  boolean end(LossReason reason) {
    while (phase.get() instanceof Alive alive) {
      if (phase.compareAndSet(alive, new Ended(reason))) {
        afterEnd.run();
        return true;
      }
    }
    return false;
  }

  /** Why it ended; null while it has not. Looks at the clock, too. */
  @Nullable LossReason ended() {
    while (phase.get() instanceof Alive alive) {
      if (alive.deadlineNanos - clock.nanos() > 0) {
        return null;
      }
      endAt(alive);
    }
    return phase.get() instanceof Ended ended ? ended.reason : null;
  }

  private void endAt(Alive overdue) {
    var silence = Duration.ofNanos(overdue.deadlineNanos - overdue.sent.nanos);
    if (phase.compareAndSet(overdue, new Ended(new LossReason.UnreachablePastDeadline(silence)))) {
      afterEnd.run();
    }
  }

  private Alive alive(Moment sent) {
    return new Alive(sent, sent.nanos + ttlNanos - marginNanos);
  }

  /**
   * Monotonic time may stand still while a machine is suspended; the store's does not. Half of the
   * margin is left for clocks of different rates.
   */
  private boolean suspendedSince(Moment sent, Moment now) {
    return (now.wallNanos - sent.wallNanos) - (now.nanos - sent.nanos) > marginNanos / 2;
  }

  private sealed interface Phase {}

  private record Alive(Moment sent, long deadlineNanos) implements Phase {}

  private record Ended(LossReason reason) implements Phase {}
}
