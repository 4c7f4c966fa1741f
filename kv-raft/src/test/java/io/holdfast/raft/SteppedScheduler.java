package io.holdfast.raft;

import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves only when a test says so; tasks that are due then run on the test's thread, and
 * {@link #execute} on real threads. Guarded by its monitor.
 */
final class SteppedScheduler implements Scheduler, AutoCloseable {
  /** For stores on a real disk: virtual time may leap while one of its real calls is under way. */
  static final DiskLimits ANY_DISK = new DiskLimits(Duration.ofDays(365), Duration.ofDays(730));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong wallAhead = new AtomicLong();
  private final PriorityQueue<Due> pending = new PriorityQueue<>();

  private record Due(long at, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return Long.compare(at, other.at);
    }
  }

  /** Moves time on, running what falls due on the way at its time. */
  void advance(Duration by) {
    long end = now.get() + by.toNanos();
    for (Due next = nextUntil(end); next != null; next = nextUntil(end)) {
      now.set(Math.max(now.get(), next.at()));
      next.task().run();
    }
    now.set(end);
  }

  /** Moves time on without running anything, as if this process had not been there. */
  void skip(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** Sets the wall clock forward, or back, while monotonic time stands. */
  void jumpWallClock(Duration by) {
    wallAhead.addAndGet(by.toNanos());
  }

  private synchronized @Nullable Due nextUntil(long end) {
    Due first = pending.peek();
    return first == null || first.at() > end ? null : pending.poll();
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return now.get();
      }

      @Override
      public Instant wallTime() {
        return Instant.ofEpochSecond(0, now.get() + wallAhead.get());
      }
    };
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public synchronized Cancellation schedule(Duration delay, Runnable task) {
    var due = new Due(now.get() + delay.toNanos(), task);
    pending.add(due);
    return () -> cancel(due);
  }

  private synchronized void cancel(Due due) {
    pending.remove(due);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
