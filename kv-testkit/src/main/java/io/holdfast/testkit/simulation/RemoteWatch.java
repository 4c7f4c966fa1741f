package io.holdfast.testkit.simulation;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.time.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a watch: it survives the loss of its connection by opening another one from
 * where it stands, and drops what it has seen already (guarantee G21). Confined to the thread that
 * runs the simulation.
 */
final class RemoteWatch implements Watch {
  private final RemoteWatches watches;
  private final String bucket;
  private final WatchOptions options;
  private final WatchListener listener;
  private final Mailbox mailbox;

  private Start start;
  private long position;
  private boolean synced;
  private boolean closed;
  private @Nullable WatchFeed feed;

  RemoteWatch(RemoteWatches watches, String bucket, WatchOptions options, WatchListener listener) {
    this.watches = watches;
    this.bucket = bucket;
    this.options = options;
    this.listener = listener;
    this.start = options.start();
    this.mailbox = new Mailbox(watches.client);
  }

  @Override
  public long revision() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
    watches.forget(this);
    if (feed != null) {
      feed.abandon();
    }
  }

  /** Ends it from this side, and tells the listener. */
  void end(HoldfastException why) {
    mailbox.execute(
        () -> {
          if (!closed) {
            close();
            listener.onClosed(why);
          }
        });
  }

  /**
   * Opens a connection from where this watch stands; what an earlier one still brings is dropped.
   */
  void connect() {
    if (closed) {
      return;
    }
    if (feed != null) {
      feed.abandon();
    }
    var from = options.from(resumeAt());
    watches.trace.add(
        watches.client.name(), () -> "watches " + from.filters() + " from " + from.start());
    feed = new WatchFeed(watches, this, bucket, from);
    feed.request();
  }

  /** Reconnects, unless that has happened already. */
  void lost(WatchFeed broken) {
    if (feed == broken) {
      connect();
    }
  }

  /** Takes an event of {@code source} to the listener, in order. */
  void arrived(WatchFeed source, Runnable event) {
    mailbox.execute(
        () -> {
          if (!closed && feed == source) {
            event.run();
          }
        });
  }

  void entry(Entry entry) {
    if (entry.revision() > position) {
      position = entry.revision();
      watches.trace.add(watches.client.name(), () -> "sees " + entry);
      listener.onEntry(entry);
    }
  }

  void synced(long revision) {
    position = Math.max(position, revision);
    if (!synced) {
      synced = true;
      listener.onSynced(revision);
    }
  }

  void resync(CompactedException why) {
    start = Start.LATEST;
    position = 0;
    synced = false;
    watches.trace.add(watches.client.name(), () -> "watch starts anew: " + why.getMessage());
    listener.onResync(why);
  }

  void ended(HoldfastException why) {
    closed = true;
    watches.forget(this);
    listener.onClosed(why);
  }

  /** An initial state that was cut off is listed again, since it has no place to go on from. */
  private Start resumeAt() {
    if (synced) {
      return Start.from(position + 1);
    }
    return start instanceof Start.From from && position >= from.revision()
        ? Start.from(position + 1)
        : start;
  }
}
