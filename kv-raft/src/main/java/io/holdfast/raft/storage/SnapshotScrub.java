package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the newest snapshot while a newer one may take its place. A snapshot never changes; what
 * goes wrong with one that has been replaced meanwhile is nothing. Confined to one thread at a
 * time.
 */
final class SnapshotScrub implements FileScrub {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotScrub.class);

  private final SnapshotFolder folder;
  private final StorageScope scope;
  private final SnapshotFile snapshot;
  private @Nullable DiskFile file;
  private @Nullable SnapshotStream stream;
  private boolean over;

  SnapshotScrub(SnapshotFolder folder, StorageScope scope, SnapshotFile snapshot) {
    this.folder = folder;
    this.scope = scope;
    this.snapshot = snapshot;
  }

  @Override
  public int next() {
    if (over) {
      return 0;
    }
    try {
      return opened().verify(PIECE_BYTES);
    } catch (DamagedFileException e) {
      return damaged(e);
    } catch (IOException e) {
      return damaged(FileScrub.unreadable(snapshot.file(), 0, e));
    }
  }

  private int damaged(DamagedFileException found) {
    over = true;
    folder.damagedIfLatest(snapshot, found);
    return 0;
  }

  private SnapshotStream opened() throws IOException {
    var known = stream;
    if (known != null) {
      return known;
    }
    var openedFile = scope.disk().open(snapshot.file());
    file = openedFile;
    var opened = new SnapshotStream(snapshot.file(), openedFile, scope.cluster());
    stream = opened;
    if (opened.meta().lastIncludedIndex() != snapshot.meta().lastIncludedIndex()) {
      throw new DamagedFileException(
          snapshot.file(),
          20,
          "snapshot up to record %d, expected %d"
              .formatted(opened.meta().lastIncludedIndex(), snapshot.meta().lastIncludedIndex()));
    }
    return opened;
  }

  @Override
  public void close() {
    over = true;
    var openedFile = file;
    file = null;
    if (openedFile != null) {
      try {
        openedFile.close();
      } catch (IOException e) {
        LOG.warn("closing {} after its scrub failed", snapshot.file(), e);
      }
    }
  }
}
