package io.holdfast.raft.storage;

import java.nio.file.Path;

/**
 * The current term and the vote given in it: one small checksummed file, replaced as a whole.
 * Guarded by its own monitor: any thread may call.
 *
 * <p>There is never a fall-back to an older copy, and a file that is missing where one must be is
 * damage and not a fresh start: a node that forgets its vote can vote twice (guarantee G13).
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class VoteFile implements AutoCloseable {
  private final Path folder;

  private VoteFile(Path folder) {
    this.folder = folder;
  }

  /**
   * A term and who got this node's vote in it.
   *
   * @param term from 0
   * @param votedFor the candidate as the layer above names it; empty when none got the vote
   */
  public record Vote(long term, String votedFor) {
    /** Before the first term. */
    public static final Vote NONE = new Vote(0, "");
  }

  /**
   * Opens the vote of a folder. Where the scope allows new files and there is none, {@link
   * Vote#NONE} is written.
   *
   * @throws DamagedFileException when the file is missing but required, or fails its checks
   * @throws StorageFaultException when the disk fails
   */
  public static VoteFile open(Path folder, StorageScope scope) {
    throw new UnsupportedOperationException(folder + " " + scope);
  }

  /** The last vote written. Never touches the disk. */
  public Vote read() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /**
   * Replaces the vote; returns once it is durable, file and folder.
   *
   * @throws DiskFullException when there is no space for it; the vote before still stands
   * @throws StorageFaultException when the disk fails; final
   */
  public void write(Vote vote) {
    throw new UnsupportedOperationException(vote.toString());
  }

  @Override
  public void close() {}
}
