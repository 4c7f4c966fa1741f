package io.holdfast.net.remote;

import io.holdfast.kv.time.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The scheduler's threads for as long as it runs tasks. Once it is closed, which is after the store
 * is, the last outcomes are told by whoever brings them, so that no caller waits for ever.
 * Thread-safe.
 */
record Callbacks(Scheduler scheduler) implements Executor {
  @Override
  public void execute(Runnable task) {
    try {
      scheduler.execute(task);
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }
}
