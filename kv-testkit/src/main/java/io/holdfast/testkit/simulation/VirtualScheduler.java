package io.holdfast.testkit.simulation;

import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time moves only when somebody runs it: a task takes no time, and between tasks
 * the clock jumps to the next one. Tasks due at the same instant run in an order that the seed
 * decides, so the same seed and the same calls give the same run, and other seeds give other
 * interleavings.
 *
 * <p>Thread-safe: the queue is guarded by this object, the clock is volatile. Tasks run on the
 * thread that calls {@link #step}, {@link #run}, {@link #runUntil} or {@link #advance}; call these
 * from one thread at a time. A run repeats exactly only where that one thread makes all the calls.
 *
 * <p>What a task throws comes out of the method that ran it.
 */
public final class VirtualScheduler implements Scheduler {
  /** Where wall time starts: 2026-01-01T00:00:00Z. */
  public static final Instant EPOCH = Instant.ofEpochSecond(1_767_225_600L);

  /** Tasks that one {@link #run} may take: periodic work would go on for ever. */
  private static final long LONGEST_RUN = 10_000_000;

  private final VirtualClock clock = new VirtualClock();
  private final SplittableRandom order;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long created;

  /** A scheduler at time zero whose ties are broken by {@code seed}. */
  public VirtualScheduler(long seed) {
    this.order = new SplittableRandom(seed);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /** Runs {@code task} at the present instant, among whatever else is due then. */
  @Override
  public void execute(Runnable task) {
    enqueue(0, task);
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    Task queued = enqueue(nanosOf(delay), task);
    return () -> remove(queued);
  }

  /** Another node of the same world: a scheduler that can be paused, suspended and killed. */
  public ClientScheduler client(String name) {
    return new ClientScheduler(name, this);
  }

  /** Makes the wall clock jump to {@code now}, either way; the monotonic clock does not notice. */
  public void setWallTime(Instant now) {
    clock.setWallTime(now);
  }

  /** Virtual time since the beginning. */
  public Duration elapsed() {
    return Duration.ofNanos(clock.nanos());
  }

  /** Moves to the next task and runs it; false when there is none. */
  public boolean step() {
    return step(Long.MAX_VALUE);
  }

  /**
   * Runs until nothing is left.
   *
   * @throws IllegalStateException when that does not come about within ten million tasks
   */
  public void run() {
    for (long ran = 0; step(); ran++) {
      if (ran == LONGEST_RUN) {
        throw new IllegalStateException(
            "tasks are left after running "
                + LONGEST_RUN
                + " of them: something is periodic, use runUntil or advance");
      }
    }
  }

  /**
   * Runs until {@code condition} holds, which is asked after each task.
   *
   * @param bound the longest virtual time to run for
   * @return whether it came to hold; if not, time has moved on by {@code bound}
   */
  public boolean runUntil(BooleanSupplier condition, Duration bound) {
    long end = sum(clock.nanos(), nanosOf(bound));
    while (!condition.getAsBoolean()) {
      if (!step(end)) {
        clock.moveTo(end);
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /**
   * Runs everything that is due within {@code time}, and leaves the clock exactly that much later.
   */
  public void advance(Duration time) {
    runUntil(() -> false, time);
  }

  private boolean step(long latest) {
    Task next = takeDue(latest);
    if (next == null) {
      return false;
    }
    next.work.run();
    return true;
  }

  private synchronized @Nullable Task takeDue(long latest) {
    Task next = tasks.peek();
    if (next == null || next.dueNanos > latest) {
      return null;
    }
    tasks.remove();
    clock.moveTo(next.dueNanos);
    return next;
  }

  private synchronized Task enqueue(long delayNanos, Runnable task) {
    var queued =
        new Task(sum(clock.nanos(), Math.max(0, delayNanos)), order.nextLong(), created++, task);
    tasks.add(queued);
    return queued;
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  static long nanosOf(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  private static long sum(long nanos, long more) {
    long sum = nanos + more;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }

  /**
   * By time, then by the seed's draw. Equality is identity: a task is cancelled as the object it
   * is.
   */
  private static final class Task implements Comparable<Task> {
    final long dueNanos;
    final long tieBreak;
    final long number;
    final Runnable work;

    Task(long dueNanos, long tieBreak, long number, Runnable work) {
      this.dueNanos = dueNanos;
      this.tieBreak = tieBreak;
      this.number = number;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      int byDraw = byTime != 0 ? byTime : Long.compare(tieBreak, other.tieBreak);
      return byDraw != 0 ? byDraw : Long.compare(number, other.number);
    }
  }
}
