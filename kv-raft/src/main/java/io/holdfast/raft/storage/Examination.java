package io.holdfast.raft.storage;

import io.holdfast.raft.storage.DirectoryReport.LogRange;
import io.holdfast.raft.storage.DirectoryReport.SnapshotReport;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a data directory from the first byte to the last, changes nothing, and tells everything
 * that a start would find, not only the first of it (guarantees G11 to G13). Confined to one
 * thread.
 */
public final class Examination {
  private final Path root;
  private final Disk disk = new ReadOnlyDisk();
  private final List<Finding> findings = new ArrayList<>();
  private final List<SnapshotReport> snapshots = new ArrayList<>();

  private Examination(Path root) {
    this.root = root;
  }

  /**
   * Examines the directory of a node that is not running; a server that is started meanwhile is
   * turned away.
   *
   * @throws DirectoryRefusedException when a process uses it, or it cannot be read
   */
  public static DirectoryReport of(Path root) {
    try {
      var lock = DirectoryLock.share(root);
      try {
        return new Examination(root).report();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw new DirectoryRefusedException(
          "cannot read the data directory %s: %s; check the path and its permissions"
              .formatted(root, PlainReason.of(e)),
          e);
    }
  }

  /** A directory that is somebody else's as a whole is told of once. */
  private void refuse(List<String> foreign, int all) {
    if (foreign.size() > 1 && foreign.size() == all) {
      findings.add(
          Finding.refused(
              root,
              "holds nothing of a Holdfast node, but %d other files and folders, such as %s: name the"
                      .formatted(foreign.size(), foreign.get(0))
                  + " directory of a node, or an empty one"));
      return;
    }
    for (var name : foreign) {
      findings.add(
          Finding.refused(
              root.resolve(name), "not of a Holdfast node: give the node a directory of its own"));
    }
  }

  private DirectoryReport report() throws IOException {
    var names = disk.list(root);
    refuse(DataDirectory.foreign(names), names.size());
    var identity = identity(names);
    boolean member = identity != null && identity.member();
    var scope =
        new StorageScope(
            identity == null ? 0 : identity.stamp(),
            identity == null ? 0 : identity.clusterStamp(),
            member ? Presence.REQUIRED : Presence.MAY_BE_NEW,
            disk,
            fault -> {});
    // Without the identity nobody knows whose files these are, so their checksums fit nothing.
    var vote = identity == null ? null : vote(scope);
    var log = new LogExamination(DataDirectory.logFolder(root), scope, findings);
    var range = identity == null ? null : log.run();
    if (identity != null) {
      snapshots(scope);
      compare(vote, range);
    }
    return new DirectoryReport(
        root,
        Optional.ofNullable(identity).map(IdentityFile.Content::identity),
        member,
        Optional.ofNullable(vote),
        Optional.ofNullable(range),
        List.copyOf(log.segments()),
        List.copyOf(snapshots),
        List.copyOf(findings));
  }

  private IdentityFile.@Nullable Content identity(List<String> names) {
    if (names.contains(IdentityFile.TEMPORARY)) {
      findings.add(leftOver(root.resolve(IdentityFile.TEMPORARY)));
    }
    if (!names.contains(IdentityFile.NAME)) {
      if (DataDirectory.holdsData(names)) {
        findings.add(
            Finding.damage(
                root.resolve(IdentityFile.NAME),
                0,
                "the identity is missing beside data, which cannot be verified without it"));
      }
      return null;
    }
    return sound(() -> new IdentityFile(root, disk).look(), root.resolve(IdentityFile.NAME));
  }

  private @Nullable Vote vote(StorageScope scope) throws IOException {
    var folder = DataDirectory.voteFolder(root);
    leftOvers(folder);
    return sound(() -> VoteFile.look(folder, scope), folder);
  }

  private void snapshots(StorageScope scope) throws IOException {
    var folder = DataDirectory.snapshotFolder(root);
    leftOvers(folder);
    var names =
        disk.exists(folder)
            ? disk.list(folder).stream().filter(SnapshotFormat::isSnapshot).toList()
            : List.<String>of();
    for (int i = 0; i < names.size(); i++) {
      var path = folder.resolve(names.get(i));
      if (i < names.size() - 1) {
        findings.add(
            Finding.harmless(path, 0, "replaced by a newer one; the next start deletes it"));
      } else {
        sound(() -> snapshots.add(snapshot(path, scope)), path);
      }
    }
  }

  private static SnapshotReport snapshot(Path path, StorageScope scope) {
    try {
      var opened = SnapshotFile.openNamed(path, scope);
      opened.retire();
      var meta = opened.meta();
      return new SnapshotReport(
          path,
          SnapshotFormat.VERSION,
          opened.fileBytes(),
          meta.lastIncludedIndex(),
          meta.lastIncludedTerm());
    } catch (IOException e) {
      throw new DamagedFileException(path, 0, "cannot be read: " + e, e);
    }
  }

  /** What each file says of the others; only of those that can be trusted. */
  private void compare(@Nullable Vote vote, @Nullable LogRange log) {
    long covered = snapshots.stream().mapToLong(SnapshotReport::lastRecord).max().orElse(0);
    boolean sound =
        findings.stream().noneMatch(each -> each.severity() != Finding.Severity.HARMLESS);
    if (log != null && sound) {
      sound(
          () -> {
            SnapshotFolder.requireCovers(DataDirectory.snapshotFolder(root), covered, log.first());
            return true;
          },
          root);
    }
    if (vote != null) {
      long term = snapshots.stream().mapToLong(SnapshotReport::term).max().orElse(0);
      sound(
          () -> {
            VoteFile.requireReaches(
                DataDirectory.voteFolder(root),
                vote,
                Math.max(term, log == null ? 0 : log.lastTerm()));
            return true;
          },
          root);
    }
  }

  private void leftOvers(Path folder) throws IOException {
    if (disk.exists(folder)) {
      for (var name : disk.list(folder)) {
        if (name.endsWith(SegmentSupply.TEMPORARY)) {
          findings.add(leftOver(folder.resolve(name)));
        }
      }
    }
  }

  private static Finding leftOver(Path file) {
    return Finding.harmless(
        file, 0, "left of a write that a crash cut short; it counts for nothing");
  }

  private interface Look<T> {
    T run();
  }

  /** What a look yields, or null after noting why it yields nothing. */
  private <T> @Nullable T sound(Look<T> look, Path file) {
    try {
      return look.run();
    } catch (DamagedFileException e) {
      findings.add(Finding.damage(e));
    } catch (DirectoryRefusedException e) {
      findings.add(Finding.refused(file, String.valueOf(e.getMessage())));
    }
    return null;
  }
}
