package io.holdfast.locks;

import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.Scheduler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the key of a lock that is held, since it may be taken away by hand. It begins after a
 * third of the time to live, as a short hold does not pay for a watch. Confined to the session's
 * mailbox.
 */
final class HoldWatch {
  private final Session session;
  private final LockKeys keys;
  private final String attempt;
  private final FencingToken token;
  private final Runnable inDoubt;
  private final Consumer<LossReason> lost;

  private Scheduler.Cancellation timer = () -> {};
  private @Nullable LockWatch watch;
  private boolean seen;
  private boolean over;

  /**
   * Nothing happens before {@link #begin}.
   *
   * @param attempt that holds the lock with {@code token}
   * @param inDoubt its lease seems to have ended
   * @param lost somebody took it away
   */
  HoldWatch(
      Session session,
      LockKeys keys,
      String attempt,
      FencingToken token,
      Runnable inDoubt,
      Consumer<LossReason> lost) {
    this.session = session;
    this.keys = keys;
    this.attempt = attempt;
    this.token = token;
    this.inDoubt = inDoubt;
    this.lost = lost;
  }

  void begin() {
    timer = session.after(session.options.leaseTtl().dividedBy(3), this::open);
  }

  void end() {
    over = true;
    timer.cancel();
    close();
  }

  private void open() {
    seen = false;
    if (!over) {
      var key = WatchOptions.key(keys.lock());
      watch = LockWatch.open(session, key, this::seen, this::synced, this::again);
    }
  }

  private void again() {
    close();
    if (!over) {
      begin();
    }
  }

  private void close() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  /** No trace of a lock that is held: it was removed by hand. */
  private void synced() {
    if (!seen) {
      lost.accept(new LossReason.Forced());
    }
  }

  private void seen(Entry entry) {
    seen = true;
    if (!entry.token().isAfter(token) || LockRecord.belongsTo(entry, attempt)) {
      return;
    }
    if (entry.isMarker() && entry.reason() != MarkerReason.CLIENT) {
      inDoubt.run();
      return;
    }
    var holder = LockRecord.of(entry);
    lost.accept(
        holder == null ? new LossReason.Forced() : new LossReason.TakenOver(holder.owner()));
  }
}
