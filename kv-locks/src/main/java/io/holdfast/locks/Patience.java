package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What brings a waiter forward when nobody hands over to it, because a holder's or an earlier
 * waiter's lease has ended: after a tenth of the time to live it watches the key before it in line,
 * and looks again once per time to live in any case. A shorter wait does not pay for a watch.
 * Confined to the session's mailbox.
 */
final class Patience {
  private static final int SHORT_WAITS_PER_TTL = 10;

  private final Session session;
  private final Runnable look;
  private final Consumer<Entry> event;
  private final Runnable gap;

  private Scheduler.Cancellation timer = () -> {};
  private boolean armed;
  private boolean worn;
  private String watched = "";
  private @Nullable LockWatch watch;

  /**
   * Nothing happens before {@link #waitFor}.
   *
   * @param look nothing was heard for long enough
   * @param event the key that was watched has changed
   * @param gap the watch has ended, or may have missed something
   */
  Patience(Session session, Runnable look, Consumer<Entry> event, Runnable gap) {
    this.session = session;
    this.look = look;
    this.event = event;
    this.gap = gap;
  }

  /** Waits for a change of {@code key}, which was found as it was at revision {@code seen}. */
  void waitFor(String key, long seen) {
    Duration ttl = session.options.leaseTtl();
    if (!worn) {
      if (!armed) {
        armed = true;
        timer = session.after(ttl.dividedBy(SHORT_WAITS_PER_TTL), this::wornOut);
      }
      return;
    }
    timer.cancel();
    timer = session.after(ttl, look);
    if (watch == null || !watched.equals(key)) {
      closeWatch();
      watched = key;
      var from = WatchOptions.key(key).from(WatchOptions.Start.from(seen + 1));
      watch = LockWatch.open(session, from, event, () -> {}, this::lost);
    }
  }

  private void wornOut() {
    worn = true;
    look.run();
  }

  private void lost() {
    closeWatch();
    gap.run();
  }

  /** The wait is over. */
  void end() {
    timer.cancel();
    closeWatch();
  }

  private void closeWatch() {
    watched = "";
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
