package io.holdfast.raft.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Decides whether a log has room ahead: its next segment is made or fits, and the next snapshot
 * finds its place beside it. Only a snapshot lets the log give space back, and it takes as much as
 * the newest one and what the log has gathered since, at most; so the disk counts as full before
 * that place is gone. What goes on with a full disk, such as deletes, may use it up (guarantee
 * G15).
 *
 * <p>Thread-safe: whatever changes the answer is told here, and each change is taken in and judged
 * under one lock, so the last judgement knows of every change and its look at the file system is
 * not older than any of them. The lock is held for that look alone, never while a file is filled or
 * deleted. The answer itself is a volatile read.
 */
final class RoomAhead {
  private final Path folder;
  private final Disk disk;
  private final int segmentBytes;
  private final LongSupplier snapshotBytes;
  private final ReentrantLock judging = new ReentrantLock();

  // Guarded by the lock.
  private long inUse;
  private long freed;
  private boolean spare;

  private volatile boolean full;

  RoomAhead(Path folder, LogOptions options, List<Segment> segments) {
    this.folder = folder;
    this.disk = options.scope().disk();
    this.segmentBytes = options.segmentBytes();
    this.snapshotBytes = options.snapshotBytes();
    this.inUse = segments.stream().mapToLong(each -> each.header().bytes()).sum();
  }

  /** Whether there is room, as of the last change or look. */
  boolean exists() {
    return !full;
  }

  /**
   * Looks anew.
   *
   * @throws DiskFullException when there is no room
   */
  void require() {
    var found = judge(() -> {});
    if (found.lacks()) {
      throw new DiskFullException(
          "%d bytes are left at %s, expected %d for the next log segment and snapshot: free space, or delete keys"
              .formatted(found.usable(), folder, found.needed()));
    }
  }

  /** Whether the next segment is made. */
  boolean hasSpare() {
    judging.lock();
    try {
      return spare;
    } finally {
      judging.unlock();
    }
  }

  /** The next segment is made. */
  void spareMade() {
    judge(() -> spare = true);
  }

  /** The log goes on in a segment of so many bytes: the spare, or one of its own size. */
  void taken(boolean wasSpare, int bytes) {
    judge(
        () -> {
          spare &= !wasSpare;
          inUse += bytes;
        });
  }

  /**
   * A segment of so many bytes has been deleted, which takes no room away: where there was some, a
   * look could only be misled by a file that is half made.
   */
  void freed(int bytes) {
    judging.lock();
    try {
      inUse -= bytes;
      freed += bytes;
      full = full && look().lacks();
    } finally {
      judging.unlock();
    }
  }

  /** How many bytes have been given back so far; for {@link #refused}. */
  long freed() {
    judging.lock();
    try {
      return freed;
    } finally {
      judging.unlock();
    }
  }

  /**
   * The file system refused what began when {@code freedBefore} bytes had been freed: there is no
   * room, whatever it tells of itself, unless more has been freed since.
   */
  void refused(long freedBefore) {
    judging.lock();
    try {
      full = freed == freedBefore || look().lacks();
    } finally {
      judging.unlock();
    }
  }

  private Look judge(Runnable change) {
    judging.lock();
    try {
      change.run();
      var found = look();
      full = found.lacks();
      return found;
    } finally {
      judging.unlock();
    }
  }

  private Look look() {
    long snapshot = snapshotBytes.getAsLong() + inUse;
    return new Look(disk.usableBytes(folder), (spare ? 0 : segmentBytes) + snapshot);
  }

  /** What the file system has left, and what the log may need of it, in bytes. */
  private record Look(long usable, long needed) {
    boolean lacks() {
      return usable < needed;
    }
  }
}
