package io.holdfast.testkit.simulation;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.command.MessageId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a watch: the server's own watch, whose events travel to the client until the
 * connection is cut. Confined to the thread that runs the simulation.
 */
final class WatchFeed implements WatchListener {
  private final RemoteWatches watches;
  private final RemoteWatch target;
  private final String bucket;
  private final WatchOptions options;
  private final Link link;

  private boolean established;
  private boolean broken;
  private @Nullable Watch source;

  WatchFeed(RemoteWatches watches, RemoteWatch target, String bucket, WatchOptions options) {
    this.watches = watches;
    this.target = target;
    this.bucket = bucket;
    this.options = options;
    this.link = watches.link;
  }

  /** Asks the server for the watch; without an answer in time the client asks again. */
  void request() {
    if (link.drawFate() != Link.Fate.LOST) {
      link.request(this::open);
    }
    watches.client.schedule(
        link.plan().requestTimeout(),
        () -> {
          if (!established) {
            target.lost(this);
          }
        });
  }

  /** The client has no use for it any more; the server hears of it later. */
  void abandon() {
    link.request(this::stop);
  }

  private void open() {
    var session = watches.server.session(watches.client.name());
    if (session.isEmpty()) {
      link.reply(() -> noticeAfter(Duration.ZERO));
      return;
    }
    session.get().onEnd(this::cut);
    var unused =
        session
            .get()
            .onBucket(
                bucket,
                MessageId.NONE,
                found -> CompletableFuture.completedStage(found.watch(options, this)))
            .whenComplete(this::opened);
  }

  private void opened(@Nullable Watch opened, @Nullable Throwable error) {
    if (opened != null) {
      source = opened;
      link.reply(() -> established = true);
      if (broken) {
        opened.close();
      }
    } else if (error != null) {
      var cause = error instanceof CompletionException ? error.getCause() : error;
      if (cause instanceof HoldfastException known) {
        onClosed(known);
      }
    }
  }

  @Override
  public void onEntry(Entry entry) {
    forward(() -> target.entry(entry));
  }

  @Override
  public void onSynced(long revision) {
    forward(() -> target.synced(revision));
  }

  @Override
  public void onResync(CompactedException why) {
    forward(() -> target.resync(why));
  }

  @Override
  public void onClosed(HoldfastException why) {
    if (why instanceof UnavailableException) {
      cut();
    } else {
      forward(() -> target.ended(why));
    }
  }

  private void forward(Runnable event) {
    if (broken) {
      return;
    }
    if (link.drawCut()) {
      cut();
    } else {
      link.reply(() -> target.arrived(this, event), this::cut);
    }
  }

  /** The connection is gone; the client notices by missing heartbeats. */
  private void cut() {
    if (!broken) {
      stop();
      noticeAfter(link.drawUpTo(link.plan().requestTimeout()));
    }
  }

  private void stop() {
    broken = true;
    if (source != null) {
      source.close();
    }
  }

  private void noticeAfter(Duration delay) {
    watches.client.schedule(delay, () -> target.lost(this));
  }
}
