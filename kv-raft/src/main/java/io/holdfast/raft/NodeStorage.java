package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.engine.GroupStorage;
import io.holdfast.raft.storage.DataDirectory;
import io.holdfast.raft.storage.Fsync;
import io.holdfast.raft.storage.LogOptions;
import io.holdfast.raft.storage.ScrubPass;
import io.holdfast.raft.storage.SegmentedLog;
import io.holdfast.raft.storage.SnapshotFolder;
import io.holdfast.raft.storage.VoteFile;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Everything a node has on its disk, opened together and closed together. Thread-safe, as its parts
 * are.
 */
record NodeStorage(
    DataDirectory directory, SegmentedLog log, VoteFile vote, SnapshotFolder snapshots)
    implements AutoCloseable {

  /**
   * Opens the parts of a directory, which it then owns, and marks the node as a member once they
   * are there.
   */
  static NodeStorage open(
      DataDirectory directory, Fsync fsync, Consumer<? super HoldfastException> onFault) {
    var scope = directory.scope(onFault);
    var opened = new ArrayDeque<AutoCloseable>();
    opened.push(directory);
    try {
      var snapshots = SnapshotFolder.open(directory.snapshotFolder(), scope);
      opened.push(snapshots);
      var log =
          SegmentedLog.open(
              directory.logFolder(),
              LogOptions.in(scope).fsync(fsync).snapshotBytes(snapshots::latestBytes));
      opened.push(log);
      var vote = VoteFile.open(directory.voteFolder(), scope);
      opened.push(vote);
      vote.requireReaches(
          Math.max(
              log.termAt(log.lastIndex()),
              snapshots.latest().map(each -> each.meta().lastIncludedTerm()).orElse(0L)));
      if (!directory.member()) {
        directory.markMember();
      }
      return new NodeStorage(directory, log, vote, snapshots);
    } catch (RuntimeException e) {
      opened.forEach(part -> closeAfter(e, part));
      throw e;
    }
  }

  private static void closeAfter(RuntimeException failure, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** A pass over every file there is now. */
  ScrubPass scrub() {
    return new ScrubPass(directory, vote, snapshots, log);
  }

  GroupStorage forGroup() {
    return new GroupStorage(log, vote, snapshots);
  }

  @Override
  public void close() {
    vote.close();
    log.close();
    snapshots.close();
    directory.close();
  }
}
