package io.holdfast.kv.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Time that moves only when a test moves it, and tasks that run on the test's thread. Confined to
 * that thread.
 */
public final class ManualScheduler implements Scheduler {
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::order));
  private long nowNanos;
  private long order;

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return nowNanos;
      }

      @Override
      public Instant wallTime() {
        return Instant.EPOCH.plusNanos(nowNanos);
      }
    };
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    var timer = new Timer(nowNanos + Math.max(0, delay.toNanos()), order++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /**
   * Runs everything that is due within {@code duration}, each at its time, and ends that much
   * later.
   */
  public void advance(Duration duration) {
    long end = nowNanos + duration.toNanos();
    runReady();
    for (Timer next = timers.peek(); next != null && next.dueNanos() <= end; next = timers.peek()) {
      timers.remove(next);
      nowNanos = Math.max(nowNanos, next.dueNanos());
      next.task().run();
      runReady();
    }
    nowNanos = end;
  }

  /** Runs the tasks that wait for no time, and those that they bring. */
  public void runReady() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Lets time pass in one jump, as a pause of the process does; what became due runs after it. */
  public void jump(Duration duration) {
    nowNanos += duration.toNanos();
    advance(Duration.ZERO);
  }

  /** Timers that wait. */
  public int timers() {
    return timers.size();
  }

  private record Timer(long dueNanos, long order, Runnable task) {}
}
