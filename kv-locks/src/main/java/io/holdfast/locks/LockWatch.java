package io.holdfast.locks;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch whose events arrive in the session's mailbox, none after it was closed there. The store's
 * threads only post; everything else is confined to the mailbox.
 */
final class LockWatch implements WatchListener {
  private final Session session;
  private final Consumer<Entry> onEntry;
  private final Runnable onSynced;
  private final Runnable onGap;
  private @Nullable Watch watch;
  private boolean closed;

  private LockWatch(Session session, Consumer<Entry> onEntry, Runnable onSynced, Runnable onGap) {
    this.session = session;
    this.onEntry = onEntry;
    this.onSynced = onSynced;
    this.onGap = onGap;
  }

  /**
   * Starts a watch.
   *
   * @param onSynced the initial state is complete
   * @param onGap the watch ended, or may have missed something
   */
  static LockWatch open(
      Session session,
      WatchOptions options,
      Consumer<Entry> onEntry,
      Runnable onSynced,
      Runnable onGap) {
    var opened = new LockWatch(session, onEntry, onSynced, onGap);
    session.ask(
        bucket -> CompletableFuture.completedStage(bucket.watch(options, opened)),
        opened::started,
        error -> opened.gap());
    return opened;
  }

  void close() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
  }

  private void started(Watch running) {
    watch = running;
    if (closed) {
      running.close();
    }
  }

  private void gap() {
    if (!closed) {
      onGap.run();
    }
  }

  @Override
  public void onEntry(Entry entry) {
    session.run(
        () -> {
          if (!closed) {
            onEntry.accept(entry);
          }
        });
  }

  @Override
  public void onSynced(long revision) {
    session.run(
        () -> {
          if (!closed) {
            onSynced.run();
          }
        });
  }

  @Override
  public void onResync(CompactedException why) {
    session.run(this::gap);
  }

  @Override
  public void onClosed(HoldfastException why) {
    session.run(this::gap);
  }
}
