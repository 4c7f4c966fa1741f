package io.holdfast.raft.storage;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What the scrub of a log asks its owner: which segments there are, and what holds while nobody
 * writes. Guarded by the log's write lock, which is never held for longer than one sector is read.
 */
final class LogScrub {
  private final ReentrantLock writing;
  private final SegmentChain chain;
  private final Disk disk;
  private final FaultLatch latch;

  LogScrub(ReentrantLock writing, SegmentChain chain, Disk disk, FaultLatch latch) {
    this.writing = writing;
    this.chain = chain;
    this.disk = disk;
    this.latch = latch;
  }

  /** The segments there are now; those that come later have been verified by who writes them. */
  List<FileScrub> files() {
    writing.lock();
    try {
      return chain.segments().stream()
          .<FileScrub>map(each -> new SegmentScrub(this, disk, each))
          .toList();
    } finally {
      writing.unlock();
    }
  }

  void check() {
    latch.check();
  }

  /** Whether a segment is still one of the log; false once it is deleted, or the log closed. */
  boolean holds(Segment segment) {
    return underLock(segment, each -> true);
  }

  /** Whether something holds of a segment at a moment when nobody writes; false if it is gone. */
  boolean underLock(Segment segment, Predicate<Segment> question) {
    writing.lock();
    try {
      return chain.segments().contains(segment) && question.test(segment);
    } finally {
      writing.unlock();
    }
  }

  /** The first sector that is not written for good. */
  int writtenUntil(Segment segment) {
    writing.lock();
    try {
      return segment.nextSector();
    } finally {
      writing.unlock();
    }
  }

  DamagedFileException damaged(DamagedFileException found) {
    return latch.damaged(found);
  }
}
