package io.holdfast.raft.storage;

import io.holdfast.raft.storage.DataDirectory.Identity;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is in a data directory, as far as it can be trusted. A part that is damaged is missing here
 * and is named among the findings.
 *
 * @param member whether the node has ever taken part in a group: then nothing may be missing
 * @param log empty when it could not be read as a whole
 * @param segments oldest first; those that could be read
 * @param snapshots oldest first; those that are sound
 * @param findings in the order of the files
 */
public record DirectoryReport(
    Path root,
    Optional<Identity> identity,
    boolean member,
    Optional<Vote> vote,
    Optional<LogRange> log,
    List<SegmentReport> segments,
    List<SnapshotReport> snapshots,
    List<Finding> findings) {

  /** Whether a server of this release would start on it. */
  public boolean healthy() {
    return findings.stream().allMatch(each -> each.severity() == Finding.Severity.HARMLESS);
  }

  /**
   * The records that the log holds.
   *
   * @param first the index of the first record, or of the one that will be the first
   * @param last the index of the last one; {@code first - 1} when there is none
   * @param lastTerm the term of the last one; 0 when there is none
   */
  public record LogRange(long first, long last, long lastTerm) {}

  /**
   * One segment file.
   *
   * @param usedBytes how far it is written
   * @param firstRecord the first record of the log in it; 0 when there is none any more
   * @param lastRecord the last one; 0 when there is none any more
   * @param sealed whether the log goes on in the next segment
   */
  public record SegmentReport(
      Path file,
      int format,
      long bytes,
      long usedBytes,
      long firstRecord,
      long lastRecord,
      boolean sealed) {}

  /**
   * One snapshot file.
   *
   * @param lastRecord the last log record that it covers
   * @param term the term of that record
   */
  public record SnapshotReport(Path file, int format, long bytes, long lastRecord, long term) {}
}
