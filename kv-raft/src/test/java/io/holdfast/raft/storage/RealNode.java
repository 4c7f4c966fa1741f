package io.holdfast.raft.storage;

import io.holdfast.raft.storage.DataDirectory.Identity;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A node's directory on the real disk, in segments of 8 KiB; open until closed. */
final class RealNode implements AutoCloseable {
  static final Identity IDENTITY = new Identity("cluster-1", "node-1", 0);

  final DataDirectory directory;
  final SegmentedLog log;
  final VoteFile vote;
  final SnapshotFolder snapshots;

  RealNode(Path root) {
    directory = DataDirectory.open(root, IDENTITY);
    var scope = directory.scope(fault -> {});
    snapshots = SnapshotFolder.open(directory.snapshotFolder(), scope);
    log = SegmentedLog.open(directory.logFolder(), LogFixture.options(scope));
    vote = VoteFile.open(directory.voteFolder(), scope);
    directory.markMember();
  }

  /** Some segments, a snapshot that covers the records that were dropped, a vote. */
  static void fill(Path root) throws IOException {
    try (var node = new RealNode(root)) {
      node.vote.write(new Vote(9, "node-1:0"));
      LogFixture.fill(node.log, 60);
      node.snapshot(30);
      node.log.truncateBefore(20);
    }
  }

  void snapshot(long index) throws IOException {
    try (var draft = snapshots.begin(new Meta(index, 4, new byte[] {1, 2, 3}))) {
      draft.sink().write(new byte[2000]);
      draft.commit();
    }
  }

  /** Every file below a folder with its bytes. */
  static Map<Path, byte[]> files(Path root) throws IOException {
    var found = new TreeMap<Path, byte[]>();
    try (var all = Files.walk(root)) {
      for (var each : all.filter(Files::isRegularFile).toList()) {
        found.put(each, Files.readAllBytes(each));
      }
    }
    return found;
  }

  /** Puts files where they were; others stay. */
  static void restore(Map<Path, byte[]> files) throws IOException {
    for (var each : files.entrySet()) {
      Files.write(each.getKey(), each.getValue());
    }
  }

  @Override
  public void close() {
    vote.close();
    log.close();
    snapshots.close();
    directory.close();
  }
}
