package io.holdfast.kv.time;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls what users hand in: whatever it throws, errors included, is logged and stays there, so that
 * the next listener and the next event have their turn; a call that takes long is named, since it
 * holds up those behind it. Immutable, so thread-safe; it calls on the caller's thread.
 */
public final class ListenerCall {
  /** A longer call is named in the log. */
  public static final Duration SLOW = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ListenerCall.class);

  private final String whose;
  private final Clock clock;

  /**
   * Calls to listeners of one thing.
   *
   * @param whose they are, as the log is to say it: "bucket 'settings'"
   */
  public ListenerCall(String whose, Clock clock) {
    this.whose = whose;
    this.clock = clock;
  }

  /**
   * Makes {@code call}; {@code event} is what it tells of, and only turned into text for the log.
   */
  public void tell(Object event, Runnable call) {
    long began = clock.nanos();
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      log.error("A listener of {} failed on {}; it is told of what follows", whose, event, e);
    }
    long took = clock.nanos() - began;
    if (took > SLOW.toNanos()) {
      log.warn(
          "A listener of {} took {} ms for {} and holds up what follows",
          whose,
          took / 1_000_000,
          event);
    }
  }
}
