package io.holdfast.testkit;

import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;

/**
 * Runs everything on the thread that asks, and nothing later: mailboxes alone keep tasks apart. For
 * concurrency tests, where only the actors are to move. Stateless.
 */
public final class CallingThreads implements Scheduler {
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
