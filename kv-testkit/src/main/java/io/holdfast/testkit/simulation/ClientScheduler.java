package io.holdfast.testkit.simulation;

import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads and the clocks of one simulated process. While it is paused, nothing of it runs, and
 * what became due runs late, when it is resumed; after its death nothing runs any more.
 *
 * <p>Its monotonic clock goes on while it is paused (a stop of the process or a long collection),
 * and stands still while it is suspended (a frozen virtual machine); the wall clock always goes on.
 *
 * <p>Thread-safe: guarded by this object. Tasks run where the {@link VirtualScheduler} is run.
 */
public final class ClientScheduler implements Scheduler {
  private enum Life {
    RUNNING,
    PAUSED,
    DEAD
  }

  private final String name;
  private final VirtualScheduler world;
  private final ClientClock clock;
  private final List<Timer> held = new ArrayList<>();
  private Life life = Life.RUNNING;

  ClientScheduler(String name, VirtualScheduler world) {
    this.name = name;
    this.world = world;
    this.clock = new ClientClock(world.clock());
  }

  /** The process's name. */
  public String name() {
    return name;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    long delayNanos = Math.max(0, VirtualScheduler.nanosOf(delay));
    long due = clock.nanos() + delayNanos;
    var timer = new Timer(due < 0 ? Long.MAX_VALUE : due, task);
    timer.arm();
    return timer;
  }

  /** Stops the process with its clocks running on, until {@link #resume}. */
  public synchronized void pause() {
    if (life == Life.RUNNING) {
      life = Life.PAUSED;
    }
  }

  /** Stops the process and its monotonic clock, until {@link #resume}. */
  public synchronized void suspend() {
    if (life == Life.RUNNING) {
      life = Life.PAUSED;
      clock.stop();
    }
  }

  /** Lets a paused or suspended process go on: what became due meanwhile runs now. */
  public synchronized void resume() {
    if (life == Life.PAUSED) {
      life = Life.RUNNING;
      clock.go();
      List<Timer> late = List.copyOf(held);
      held.clear();
      late.forEach(Timer::arm);
    }
  }

  /** Ends the process for ever. */
  public synchronized void kill() {
    life = Life.DEAD;
    held.clear();
  }

  /** Whether its tasks run now. */
  public synchronized boolean running() {
    return life == Life.RUNNING;
  }

  /** Whether it was killed. */
  public synchronized boolean dead() {
    return life == Life.DEAD;
  }

  /**
   * Lets the monotonic clock run fast or slow from now on.
   *
   * @param partsPerMillion how far it moves in a million parts of true time; positive
   */
  public void clockRate(long partsPerMillion) {
    if (partsPerMillion <= 0) {
      throw new IllegalArgumentException(
          "clock rate of " + name + " must be positive, got " + partsPerMillion);
    }
    clock.setRate(partsPerMillion);
  }

  /** Sets how far the wall clock is ahead of true time (negative: behind). */
  public void wallError(Duration ahead) {
    clock.setWallError(ahead);
  }

  /** Runs the timer's task, unless the process cannot run or its own clock is not there yet. */
  private void fire(Timer timer) {
    synchronized (this) {
      if (life == Life.DEAD || timer.cancelled) {
        return;
      }
      if (life == Life.PAUSED) {
        held.add(timer);
        return;
      }
      if (clock.nanos() < timer.dueNanos) {
        timer.arm();
        return;
      }
    }
    timer.task.run();
  }

  private final class Timer implements Cancellation {
    private final long dueNanos;
    private final Runnable task;
    private volatile boolean cancelled;
    private volatile Cancellation pending = () -> {};

    Timer(long dueNanos, Runnable task) {
      this.dueNanos = dueNanos;
      this.task = task;
    }

    void arm() {
      long left = Math.max(0, dueNanos - clock.nanos());
      pending = world.schedule(Duration.ofNanos(clock.worldNanosFor(left)), () -> fire(this));
    }

    @Override
    public void cancel() {
      cancelled = true;
      pending.cancel();
    }
  }
}
