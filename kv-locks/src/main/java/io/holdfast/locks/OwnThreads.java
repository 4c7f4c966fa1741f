package io.holdfast.locks;

import io.holdfast.kv.time.ThreadScheduler;
import java.util.concurrent.Executors;

/** The scheduler of a lock client that was given none. */
final class OwnThreads {
  private OwnThreads() {}

  /**
   * A scheduler whose timer ends when it is closed, while its threads, all daemons, go by
   * themselves when idle for a minute: what a closed client still has to answer is answered.
   */
  static ThreadScheduler scheduler() {
    var plain = Executors.defaultThreadFactory();
    var pool =
        Executors.newCachedThreadPool(
            task -> {
              var thread = plain.newThread(task);
              thread.setName("holdfast-locks-" + thread.getName());
              thread.setDaemon(true);
              return thread;
            });
    return ThreadScheduler.on("holdfast-locks", pool);
  }
}
