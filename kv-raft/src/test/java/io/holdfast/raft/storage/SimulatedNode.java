package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.storage.DataDirectory.Identity;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A node's directory on a simulated disk, opened in the order in which a node opens it, in segments
 * of 8 KiB and without threads. Only the lock is a real file.
 */
final class SimulatedNode implements AutoCloseable {
  static final Identity IDENTITY = new Identity("cluster-1", "node-1", 0);

  final SegmentedLog log;
  final VoteFile vote;
  final SnapshotFolder snapshots;

  /** The faults that an owner would have been told of. */
  final List<HoldfastException> told = new ArrayList<>();

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  SimulatedNode(Path root, Disk disk) {
    this(root, disk, Fsync.SYNC);
  }

  /** Whatever goes wrong, the lock is given back. */
  SimulatedNode(Path root, Disk disk, Fsync fsync) {
    var directory = DataDirectory.open(root, IDENTITY, disk);
    parts.push(directory);
    try {
      var scope = directory.scope(told::add);
      snapshots = SnapshotFolder.open(directory.snapshotFolder(), scope);
      parts.push(snapshots);
      log =
          SegmentedLog.open(
              directory.logFolder(),
              new LogOptions(LogFixture.SEGMENT_BYTES, fsync, Duration.ZERO, () -> 0, scope));
      parts.push(log);
      vote = VoteFile.open(directory.voteFolder(), scope);
      parts.push(vote);
      snapshots.requireCovers(log.firstIndex());
      vote.requireReaches(Math.max(log.termAt(log.lastIndex()), snapshotTerm()));
      directory.markMember();
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  long snapshotIndex() {
    return snapshots.latest().map(each -> each.meta().lastIncludedIndex()).orElse(0L);
  }

  private long snapshotTerm() {
    return snapshots.latest().map(each -> each.meta().lastIncludedTerm()).orElse(0L);
  }

  void snapshot(long index, long term, byte[] content) {
    try (var draft = snapshots.begin(new Meta(index, term, new byte[] {(byte) index}))) {
      draft.sink().write(content);
      draft.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("only the sink's signature says so", e);
    }
  }

  /** Ends as a process does that is killed: nothing more is written. */
  void abandon() {
    parts.getLast(); // the directory, whose lock would outlive this object
    try {
      parts.getLast().close();
    } catch (Exception e) {
      throw new IllegalStateException("giving back the lock", e);
    }
  }

  @Override
  public void close() {
    parts.forEach(SimulatedNode::closed);
  }

  private static void closed(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing " + part, e);
    }
  }
}
