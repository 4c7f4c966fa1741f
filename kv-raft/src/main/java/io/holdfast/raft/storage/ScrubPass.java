package io.holdfast.raft.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies every file of a node once more, piece by piece, while the node works: identity, vote,
 * newest snapshot, every segment of the log (guarantee G12). Holds no lock that an append, a vote
 * or a snapshot would wait for longer than for the reading of a few hundred bytes. Confined to one
 * thread at a time.
 *
 * <p>It reads what the operating system gives: a page that is still cached is verified in memory,
 * not on the medium.
 */
public final class ScrubPass implements AutoCloseable {
  private final Deque<FileScrub> pending = new ArrayDeque<>();
  private @Nullable FileScrub current;
  private int files;
  private long bytes;

  /** A pass over the files that these parts of one node have now. */
  public ScrubPass(
      DataDirectory directory, VoteFile vote, SnapshotFolder snapshots, SegmentedLog log) {
    this(directory.scrubbing(), vote.scrubbing(), snapshots.scrubbing(), log.scrubbing());
  }

  ScrubPass(FileScrub identity, FileScrub vote, List<FileScrub> snapshots, List<FileScrub> log) {
    pending.add(identity);
    pending.add(vote);
    pending.addAll(snapshots);
    pending.addAll(log);
  }

  /**
   * Verifies the next piece, at most about 256 KiB; its size in bytes, 0 when the pass is over.
   *
   * @throws DamagedFileException when anything is wrong; final, for the part that the file belongs
   *     to
   */
  public int next() {
    while (true) {
      var file = current;
      if (file == null) {
        file = pending.poll();
        if (file == null) {
          return 0;
        }
        current = file;
        files++;
      }
      int verified = file.next();
      if (verified > 0) {
        bytes += verified;
        return verified;
      }
      file.close();
      current = null;
    }
  }

  /** How many files it has looked at. */
  public int files() {
    return files;
  }

  /** How many bytes it has verified. */
  public long bytes() {
    return bytes;
  }

  /** Closes what it has open. Idempotent. */
  @Override
  public void close() {
    pending.clear();
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
