package io.holdfast.kv.store;

import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.log.DirectLog;
import io.holdfast.kv.state.StateMachine;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.time.ThreadScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores that live in the memory of this process and end with it: for tests, and to try
 * things out.
 */
public final class InMemoryStore {
  private static final String DESCRIPTION = "in memory, in this process";

  private InMemoryStore() {}

  /** A store with callback threads of its own, which its {@code close} ends. */
  public static LocalStore open() {
    var scheduler = ThreadScheduler.create("holdfast-memory");
    return open(scheduler, null, scheduler::close);
  }

  /**
   * A store whose time and callback threads are those of {@code scheduler}, which stays the
   * caller's to close.
   */
  public static LocalStore open(Scheduler scheduler) {
    return open(scheduler, null, () -> {});
  }

  /** The same; its requests, sizes and watches are shown in {@code meters}, if there is one. */
  public static LocalStore open(Scheduler scheduler, @Nullable MeterRegistry meters) {
    return open(scheduler, meters, () -> {});
  }

  private static LocalStore open(
      Scheduler scheduler, @Nullable MeterRegistry meters, Runnable afterClose) {
    var state = new StateMachine();
    return new LogBackedStore(
        DESCRIPTION,
        DirectLog.open(state, scheduler),
        state,
        scheduler,
        LogBackedStore.DEFAULT_TIMEOUT,
        CommandRules.DEFAULT,
        meters,
        afterClose);
  }
}
