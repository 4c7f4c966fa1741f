package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots, each one checksummed file that appears at one stroke (guarantee G18): written under a
 * temporary name, synced, renamed, folder synced; only then are older ones deleted. Thread-safe;
 * one draft at a time.
 */
public final class SnapshotFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolder.class);
  private static final String DRAFT = "draft" + SegmentSupply.TEMPORARY;

  private final Path folder;
  private final StorageScope scope;
  private final Disk disk;
  private final FaultLatch latch;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable SnapshotFile latest;
  private boolean drafting;
  private volatile long latestBytes;
  private volatile boolean closed;

  private SnapshotFolder(Path folder, StorageScope scope) {
    this.folder = folder;
    this.scope = scope;
    this.disk = scope.disk();
    this.latch = new FaultLatch(scope.onFault());
  }

  /**
   * What a snapshot stands for.
   *
   * @param lastIncludedIndex the last log index that its content covers
   * @param lastIncludedTerm the term of that index
   * @param opaque whatever the layer above wants beside it (such as the configuration); not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from codec to codec, never compared
  public record Meta(long lastIncludedIndex, long lastIncludedTerm, byte[] opaque) {
    /** Checks the ranges. */
    public Meta {
      if (lastIncludedIndex < 1
          || lastIncludedTerm < 0
          || opaque.length > SnapshotFormat.MAX_OPAQUE_BYTES) {
        throw new IllegalArgumentException(
            "snapshot up to record %d of term %d with %d opaque bytes is out of range"
                .formatted(lastIncludedIndex, lastIncludedTerm, opaque.length));
      }
    }
  }

  /**
   * Opens the folder, makes it if missing, clears unfinished drafts, and verifies the newest
   * snapshot as a whole.
   */
  public static SnapshotFolder open(Path folder, StorageScope scope) {
    var opened = new SnapshotFolder(folder, scope);
    try {
      opened.recover();
      return opened;
    } catch (IOException e) {
      throw opened.failed("opening the snapshots", folder, e);
    }
  }

  /**
   * The newest one counts; were it damaged, an older one would be a step back in time, so nothing
   * falls back to it.
   */
  private void recover() throws IOException {
    disk.createFolder(folder);
    var names = disk.list(folder);
    var newest = names.stream().filter(SnapshotFormat::isSnapshot).reduce((a, b) -> b).orElse(null);
    if (newest != null) {
      hold(SnapshotFile.openNamed(folder.resolve(newest), scope));
    }
    disk.syncFolder(
        folder); // what was renamed before a crash is durable before anything is deleted for it
    for (var name : names) {
      boolean outdated = SnapshotFormat.isSnapshot(name) && !name.equals(newest);
      if (outdated || name.endsWith(SegmentSupply.TEMPORARY)) {
        disk.delete(folder.resolve(name));
      }
    }
  }

  /** The newest durable snapshot. */
  public Optional<Snapshot> latest() {
    lock.lock();
    try {
      check();
      return Optional.ofNullable(latest);
    } finally {
      lock.unlock();
    }
  }

  /** Size of the newest durable snapshot's file in bytes; 0: there is none. Never fails. */
  public long latestBytes() {
    return latestBytes;
  }

  /**
   * Refuses a start without what the log has already given up: a log that begins after 1 needs a
   * snapshot that reaches to it (guarantee G13).
   *
   * @throws DamagedFileException when there is none, or it ends before {@code logFirstIndex - 1}
   */
  public void requireCovers(long logFirstIndex) {
    requireCovers(
        folder, latest().map(each -> each.meta().lastIncludedIndex()).orElse(0L), logFirstIndex);
  }

  static void requireCovers(Path folder, long covered, long logFirstIndex) {
    if (covered < logFirstIndex - 1) {
      throw new DamagedFileException(
          folder,
          0,
          "the log begins with record %d, and the newest snapshot ends with %d, expected at least %d"
              .formatted(logFirstIndex, covered, logFirstIndex - 1));
    }
  }

  /** Begins a snapshot of the local state. */
  public Draft begin(Meta meta) {
    return draft(meta);
  }

  /**
   * Begins a copy of another node's snapshot file, byte for byte as {@link Snapshot#read} gives
   * them.
   */
  public Draft beginCopy() {
    return draft(null);
  }

  private Draft draft(@Nullable Meta meta) {
    lock.lock();
    try {
      check();
      if (drafting) {
        throw new IllegalStateException(
            "a snapshot is being written at " + folder + ": one at a time");
      }
      var path = folder.resolve(DRAFT);
      disk.delete(path);
      var file = disk.create(path);
      drafting = true;
      return new SnapshotDraft(this, path, file, meta, scope.cluster());
    } catch (NoSpaceException e) {
      throw new DiskFullException(
          "no space for a snapshot at " + folder + ": free space, then try again", e);
    } catch (IOException e) {
      throw failed("beginning a snapshot", folder, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Verifies a finished draft, puts it in place durably, and only then deletes what it replaces.
   */
  Snapshot publish(Path draft) {
    lock.lock();
    try {
      drafting = false;
      check();
      var meta = verified(draft);
      var before = latest;
      if (before != null && before.meta().lastIncludedIndex() > meta.lastIncludedIndex()) {
        disk.delete(draft);
        throw new IllegalArgumentException(
            "snapshot up to record %d at %s, but there is one up to %d"
                .formatted(meta.lastIncludedIndex(), folder, before.meta().lastIncludedIndex()));
      }
      var path = folder.resolve(SnapshotFormat.fileName(meta));
      disk.rename(draft, path);
      disk.syncFolder(folder);
      var published = SnapshotFile.openNamed(path, scope);
      hold(published);
      if (before != null) {
        before.retire();
        if (!before.file().equals(path)) {
          disk.delete(before.file());
        }
      }
      return published;
    } catch (IOException e) {
      throw failed("putting a snapshot in place", draft, e);
    } finally {
      lock.unlock();
    }
  }

  private void hold(SnapshotFile newest) {
    latest = newest;
    latestBytes = newest.fileBytes();
  }

  private Meta verified(Path draft) throws IOException {
    try {
      var opened = SnapshotFile.open(draft, disk, scope.cluster());
      opened.retire();
      return opened.meta();
    } catch (DamagedFileException | DirectoryRefusedException e) {
      disk.delete(draft);
      throw e;
    }
  }

  /** The newest snapshot, to be verified piece by piece. */
  List<FileScrub> scrubbing() {
    lock.lock();
    try {
      check();
      return latest == null ? List.of() : List.of(new SnapshotScrub(this, scope, latest));
    } finally {
      lock.unlock();
    }
  }

  /** Makes damage final unless the snapshot has been replaced meanwhile, or the folder closed. */
  void damagedIfLatest(SnapshotFile snapshot, DamagedFileException found) {
    boolean counts;
    lock.lock();
    try {
      counts = !closed && latest == snapshot;
    } finally {
      lock.unlock();
    }
    if (counts) {
      throw latch.damaged(found);
    }
  }

  /** Once closed, the folder may be another's already, and so may be a draft of that name. */
  void discard(Path draft, DiskFile file) {
    lock.lock();
    try {
      drafting = false;
      file.close();
      if (!closed) {
        disk.delete(draft);
      }
    } catch (IOException e) {
      LOG.warn("deleting the unfinished snapshot {} failed; the next start deletes it", draft, e);
    } finally {
      lock.unlock();
    }
  }

  StorageFaultException failed(String what, Path file, IOException cause) {
    return latch.failed(what, file, cause);
  }

  void check() {
    latch.check();
    if (closed) {
      throw new IllegalStateException("the snapshots at " + folder + " are closed");
    }
  }

  /** Ends reading and writing; a draft under way fails. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      var open = closed ? null : latest;
      closed = true;
      if (open != null) {
        open.retire();
      }
    } catch (IOException e) {
      LOG.warn("closing {} failed", folder, e);
    } finally {
      lock.unlock();
    }
  }

  /** A durable snapshot. Immutable; usable by any thread. */
  public interface Snapshot {
    /** What it stands for. */
    Meta meta();

    /** The file. */
    Path file();

    /** Size of the whole file in bytes. */
    long fileBytes();

    /** Verifies the whole file, then streams the content, checked again on the way. */
    InputStream content();

    /**
     * Reads raw bytes of the verified file for sending; false when it has been replaced by a newer
     * one meanwhile. The buffer is filled as far as the file goes.
     */
    boolean read(ByteBuffer into, long position);
  }

  /** A snapshot being written. Confined to one thread at a time. */
  public interface Draft extends AutoCloseable {
    /**
     * Takes the bytes; closing it is not needed. Throws {@link DiskFullException} and {@link
     * StorageFaultException}.
     */
    OutputStream sink();

    /**
     * Makes the snapshot durable and the newest one, then deletes older ones. A copy is verified
     * first.
     *
     * @throws DamagedFileException when a copy fails its checks; the draft is gone, the older
     *     snapshot stays
     * @throws DiskFullException when there is no space; the same
     */
    Snapshot commit();

    /** Throws the draft away unless it was committed. */
    @Override
    void close();
  }
}
