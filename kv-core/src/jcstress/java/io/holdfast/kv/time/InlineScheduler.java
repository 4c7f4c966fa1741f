package io.holdfast.kv.time;

import java.time.Duration;

/** Runs tasks on the calling thread and timers never, so that only a test's actors move. */
public final class InlineScheduler implements Scheduler {
  @Override
  public Clock clock() {
    return Clock.SYSTEM;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public Cancellation schedule(Duration delay, Runnable task) {
    return () -> {};
  }
}
