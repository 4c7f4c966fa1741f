package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Makes segment files: zero-filled and synced ahead of need, so that an append overwrites and its
 * sync has no metadata to write, and so that a full disk is noticed before anything depends on it.
 * Guarded by its own lock: the appending thread takes, the keeper prepares. Deletes them without
 * that lock, so that a truncation never waits for a segment to be filled.
 *
 * <p>Only a snapshot lets the log give space back. So the disk counts as full as soon as the next
 * snapshot might not find its place any more: it takes as much as the newest one and what the log
 * has gathered since, at most. What goes on with a full disk, such as deletes, may use that place
 * up (guarantee G15).
 */
final class SegmentSupply {
  static final String TEMPORARY = ".tmp";

  private static final String SPARE = "spare" + TEMPORARY;
  private static final String OVERSIZE = "oversize" + TEMPORARY;
  private static final int BLOCK = 256 << 10;

  private final Path folder;
  private final int segmentBytes;
  private final Disk disk;
  private final FaultLatch latch;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongSupplier snapshotBytes;
  private final AtomicLong inUse = new AtomicLong();
  private boolean spare;
  private volatile boolean full;

  SegmentSupply(Path folder, LogOptions options, FaultLatch latch, List<Segment> segments) {
    this.folder = folder;
    this.segmentBytes = options.segmentBytes();
    this.snapshotBytes = options.snapshotBytes();
    segments.forEach(each -> inUse.addAndGet(each.header().bytes()));
    this.disk = options.scope().disk();
    this.latch = latch;
  }

  /** Whether there was space for a segment, and is for a snapshot, as of the last look. */
  boolean hasRoomAhead() {
    return !full;
  }

  /**
   * Makes the spare segment if there is none, ahead of need.
   *
   * @throws DiskFullException when that would take the place of a snapshot, or it is taken already
   */
  void prepare() {
    lock.lock();
    try {
      requireSnapshotRoom(spare ? 0 : segmentBytes);
      makeSpare();
    } finally {
      lock.unlock();
    }
  }

  private void requireSnapshotRoom(long beside) {
    if (lacksRoom(beside)) {
      throw new DiskFullException(
          "%d bytes are left at %s, expected %d for the next log segment and snapshot: free space, or delete keys"
              .formatted(disk.usableBytes(folder), folder, beside + snapshotRoom()));
    }
  }

  /** Looks anew whether a snapshot finds its place, with so many bytes beside it. */
  private boolean lacksRoom(long beside) {
    full = disk.usableBytes(folder) < beside + snapshotRoom();
    return full;
  }

  private long snapshotRoom() {
    return snapshotBytes.getAsLong() + inUse.get();
  }

  private void makeSpare() {
    if (!spare) {
      fill(folder.resolve(SPARE), segmentBytes);
      spare = true;
    }
  }

  /**
   * Puts a segment with this header in place, durably; it has the header's size or a larger one as
   * {@code sectors} needs.
   *
   * @throws DiskFullException when there is no space; nothing has changed
   */
  Segment next(SegmentHeader wanted, int sectors) {
    lock.lock();
    try {
      int needed = (1 + sectors + Segment.RESERVED_SECTORS) * Sector.BYTES;
      var temporary = folder.resolve(needed > segmentBytes ? OVERSIZE : SPARE);
      if (needed > segmentBytes) {
        fill(temporary, needed);
      } else {
        makeSpare();
        spare = false;
      }
      return place(
          temporary,
          new SegmentHeader(
              wanted.owner(),
              wanted.sequence(),
              Math.max(needed, segmentBytes),
              wanted.firstIndex(),
              wanted.nextIndex()));
    } finally {
      lock.unlock();
    }
  }

  /** Deletes a segment durably, and closes it. */
  void retire(Segment segment) {
    try {
      disk.delete(segment.path());
      disk.syncFolder(folder);
      segment.close();
      inUse.addAndGet(-segment.header().bytes());
      if (full) {
        lacksRoom(segmentBytes);
      }
    } catch (IOException e) {
      throw latch.failed("deleting a segment", segment.path(), e);
    }
  }

  private Segment place(Path temporary, SegmentHeader header) {
    var path = folder.resolve(SegmentHeader.fileName(header.sequence()));
    try {
      try (var file = disk.open(temporary)) {
        file.write(header.encode(), 0);
        file.sync();
      }
      disk.rename(temporary, path);
      disk.syncFolder(folder);
      inUse.addAndGet(header.bytes());
      return new Segment(path, disk.open(path), header);
    } catch (IOException e) {
      throw latch.failed("beginning a segment", path, e);
    }
  }

  private void fill(Path path, int bytes) {
    try {
      disk.delete(path);
      try (var file = disk.create(path)) {
        zero(file, bytes);
      }
      lacksRoom(0);
    } catch (NoSpaceException e) {
      full = true;
      giveUp(path, e);
      throw new DiskFullException(
          "no space for a log segment of %d bytes at %s: nothing was written; free space, then writes go on"
              .formatted(bytes, folder),
          e);
    } catch (IOException e) {
      throw latch.failed("preparing a segment", path, e);
    }
  }

  private static void zero(DiskFile file, int bytes) throws IOException {
    var zeros = ByteBuffer.allocateDirect(Math.min(bytes, BLOCK));
    for (int at = 0; at < bytes; at += BLOCK) {
      file.write(zeros.clear().limit(Math.min(BLOCK, bytes - at)), at);
      if (at / BLOCK % 4 == 3) {
        file.sync(); // in pieces, so that the log's own syncs never wait behind a whole segment
      }
    }
    file.sync();
  }

  private void giveUp(Path path, NoSpaceException reason) {
    try {
      disk.delete(path);
    } catch (IOException e) {
      e.addSuppressed(reason);
      throw latch.failed("deleting an unfinished segment", path, e);
    }
  }
}
