package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes segment files: zero-filled and synced ahead of need, so that an append overwrites and its
 * sync has no metadata to write, and so that a full disk is noticed before anything depends on it.
 * Guarded by its own lock: the appending thread takes, the keeper prepares. Deletes them without
 * that lock, so that a truncation never waits for a segment to be filled. Whether the disk has room
 * for more is for {@link RoomAhead} to say, which hears of each of these steps.
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
  private final RoomAhead room;

  SegmentSupply(Path folder, LogOptions options, FaultLatch latch, List<Segment> segments) {
    this.folder = folder;
    this.segmentBytes = options.segmentBytes();
    this.room = new RoomAhead(folder, options, segments);
    this.disk = options.scope().disk();
    this.latch = latch;
  }

  /** Whether there was space for a segment, and is for a snapshot, as of the last step. */
  boolean hasRoomAhead() {
    return room.exists();
  }

  /**
   * Makes the spare segment if there is none, ahead of need.
   *
   * @throws DiskFullException when that would take the place of a snapshot, or it is taken already
   */
  void prepare() {
    lock.lock();
    try {
      room.require();
      makeSpare();
    } finally {
      lock.unlock();
    }
  }

  private void makeSpare() {
    if (!room.hasSpare()) {
      fill(folder.resolve(SPARE), segmentBytes);
      room.spareMade();
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
      boolean fitsSpare = needed <= segmentBytes;
      var temporary = folder.resolve(fitsSpare ? SPARE : OVERSIZE);
      if (fitsSpare) {
        makeSpare();
      } else {
        fill(temporary, needed);
      }
      int bytes = Math.max(needed, segmentBytes);
      var segment =
          place(
              temporary,
              new SegmentHeader(
                  wanted.owner(),
                  wanted.sequence(),
                  bytes,
                  wanted.firstIndex(),
                  wanted.nextIndex()));
      room.taken(fitsSpare, bytes);
      return segment;
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
      room.freed(segment.header().bytes());
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
      return new Segment(path, disk.open(path), header);
    } catch (IOException e) {
      throw latch.failed("beginning a segment", path, e);
    }
  }

  private void fill(Path path, int bytes) {
    long freedBefore = room.freed();
    try {
      disk.delete(path);
      try (var file = disk.create(path)) {
        zero(file, bytes);
      }
    } catch (NoSpaceException e) {
      room.refused(freedBefore);
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
