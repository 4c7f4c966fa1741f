package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.DiskFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a group of one, and what they let its log give up: captured on the group's
 * thread, written beside it, one at a time.
 *
 * <p>Confined to the group's thread, but for the writing and for {@link #saving}, which any may
 * wait for.
 */
final class SoleSnapshots {
  private static final Logger logger = LoggerFactory.getLogger(SoleSnapshots.class);

  private final Member self;
  private final GroupStorage storage;
  private final GuardedLog log;
  private final Executor background;
  private final Replica replica;
  private final Group group;

  /** The last entry that a durable snapshot covers; the log is kept from the one before on. */
  private long newest;

  private volatile CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);

  /**
   * Where the group stands when a step begins.
   *
   * @param last the last entry, which is durable and applied
   * @param leads whether it writes; it never does again after a failure
   */
  record Place(long last, boolean leads, boolean closed) {}

  /** What a snapshot asks of its group, from any thread. */
  interface Group {
    /** Runs {@code step} on the group's thread, or {@code late} here where that ends. */
    void step(Consumer<Place> step, Runnable late);

    /** The node must not go on. */
    void stop(String what, Throwable cause);
  }

  SoleSnapshots(
      Member self,
      GroupStorage storage,
      GuardedLog log,
      Executor background,
      Replica replica,
      Group group) {
    this.self = self;
    this.storage = storage;
    this.log = log;
    this.background = background;
    this.replica = replica;
    this.group = group;
  }

  /** The group began with the snapshot up to this entry. */
  void restored(long index) {
    newest = index;
  }

  /** Takes a snapshot and cuts the log, unless there is nothing to take or one is under way. */
  void capture(Place at, Runnable done) {
    if (!at.leads() || at.closed() || at.last() == newest || areSaving()) {
      done.run();
      return;
    }
    var saved = new CompletableFuture<Void>();
    saving = saved;
    try {
      AppliedState.Captured state = replica.capture();
      var meta =
          SnapshotMeta.newBuilder()
              .setLastIncludedIndex(at.last())
              .setLastIncludedTerm(storage.log().termAt(at.last()))
              .addPeers(self.peer().toString())
              .build();
      background.execute(() -> save(meta, state, saved, done));
    } catch (RuntimeException | Error e) {
      saved.complete(null);
      try {
        group.stop("a snapshot could not be taken", e);
      } finally {
        done.run();
      }
    }
  }

  private void save(
      SnapshotMeta meta,
      AppliedState.Captured state,
      CompletableFuture<Void> saved,
      Runnable done) {
    long index = meta.getLastIncludedIndex();
    try {
      long began = System.nanoTime();
      long bytes = SnapshotSaving.write(storage.snapshots(), meta, state);
      replica.snapshotTaken(index, bytes, Duration.ofNanos(System.nanoTime() - began));
      group.step(now -> cut(index, now, done), done);
    } catch (DiskFullException e) {
      logger.warn("No snapshot was taken, and the log keeps growing: {}", e.getMessage());
      done.run();
    } catch (RuntimeException | IOException | Error e) {
      // Memory that ran out, too: without an end no snapshot would ever be taken again.
      group.stop("a snapshot could not be written", e);
      done.run();
    } finally {
      saved.complete(null);
    }
  }

  /** To the snapshot before the newest one, so that a peer a little behind needs no snapshot. */
  private void cut(long saved, Place at, Runnable done) {
    long before = newest;
    newest = saved;
    cutBehind(before, at, done);
  }

  /** As far as may be: a full disk leaves no choice. */
  void cutToNewest(Place at, Runnable done) {
    cutBehind(newest, at, done);
  }

  private void cutBehind(long snapshot, Place at, Runnable done) {
    try {
      if (snapshot > 0 && at.leads()) {
        log.truncateBefore(snapshot + 1);
      }
    } finally {
      done.run();
    }
  }

  /** Whether one is being written. Any thread. */
  boolean areSaving() {
    return !saving.isDone();
  }

  /** Waits for the one that is being written. Any thread. */
  void awaitSaved(long nanos) throws InterruptedException, TimeoutException, ExecutionException {
    saving.get(nanos, TimeUnit.NANOSECONDS);
  }
}
