package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.storage.LogRecovery.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on disk: records with consecutive indexes in preallocated segment files, one sync per
 * batch, a provable end (guarantees G8 to G12, G16; ADR 004).
 *
 * <p>Threads: {@link #append}, {@link #truncateBefore}, {@link #truncateAfter} and {@link #reset}
 * are called by one thread at a time (a lock inside makes a mistake harmless, not fast). Everything
 * else may be called by any thread beside it. A record is visible to readers once its append has
 * returned; a read that overlaps a truncation sees the log before or after it.
 *
 * <p>Interrupts: an interrupted reader is served and stays interrupted. The appending thread must
 * not be interrupted: an interrupt during its write is a fault, since nobody knows what has been
 * written.
 *
 * <p>After a {@link StorageFaultException} or a {@link DamagedFileException} every later call fails
 * with the same error; {@link StorageScope#onFault} has been told before the failing call returned.
 */
public final class SegmentedLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

  private final Path folder;
  private final LogOptions options;
  private final FaultLatch latch;
  private final LogIndex index;
  private final SegmentSupply supply;
  private final @Nullable LogKeeper keeper;
  private final ReentrantLock writing = new ReentrantLock();

  // Guarded by the lock.
  private final SegmentChain chain;
  private boolean closed;

  private final WriteCount writes = new WriteCount();

  private SegmentedLog(Path folder, LogOptions options, FaultLatch latch, Recovered recovered) {
    this.folder = folder;
    this.options = options;
    this.latch = latch;
    this.index = recovered.index();
    this.supply = new SegmentSupply(folder, options, latch, recovered.segments());
    this.chain = new SegmentChain(options, index, supply, recovered.segments());
    this.keeper =
        options.markAfterIdle().isZero()
            ? null
            : new LogKeeper(this, writes, options.markAfterIdle());
  }

  /**
   * Opens the log of a folder, or makes an empty one where the scope allows that. Reads and
   * verifies every sector of every segment; cuts a provably torn last batch, and says so in the
   * log.
   *
   * @throws DamagedFileException when anything else is wrong; nothing has been changed
   * @throws StorageFaultException when the disk fails
   * @throws DiskFullException when there is no space for a first segment
   */
  public static SegmentedLog open(Path folder, LogOptions options) {
    var latch = new FaultLatch(options.scope().onFault());
    var log =
        new SegmentedLog(
            folder, options, latch, new LogRecovery(folder, options.scope()).run(latch));
    try {
      log.chain.begin();
    } catch (DiskFullException | StorageFaultException e) {
      log.chain.close();
      throw e;
    }
    if (log.keeper != null) {
      log.keeper.start();
    }
    return log;
  }

  /** The index of the first record, or of the one that will be the first. At least 1. */
  public long firstIndex() {
    return index.first();
  }

  /** The index of the last record; {@code firstIndex() - 1} when empty. */
  public long lastIndex() {
    return index.next() - 1;
  }

  /** The term of a record, from memory; 0 when the log does not hold the index. */
  public long termAt(long index) {
    latch.check();
    return this.index.termAt(index);
  }

  /**
   * Reads a record and verifies it; null when the log does not hold the index.
   *
   * @throws DamagedFileException when the bytes fail their checks, or cannot be read
   */
  public @Nullable LogRecord read(long index) {
    latch.check();
    var location = this.index.locate(index);
    if (location == null) {
      return null;
    }
    try {
      return location.segment().read(location, index);
    } catch (DamagedFileException e) {
      throw latch.damaged(e);
    } catch (IOException e) {
      if (this.index.locate(index) == null) {
        return null; // truncated meanwhile, and its file is gone
      }
      throw latch.damaged(
          new DamagedFileException(
              location.segment().path(), 0, "record " + index + " cannot be read: " + e, e));
    }
  }

  /**
   * Appends records with the indexes that follow the last one; returns once all of them are durable
   * (with {@link Fsync#RELAXED}: handed to the operating system). All of them or none are in the
   * log after a crash.
   *
   * @throws IllegalArgumentException when the indexes do not follow
   * @throws DiskFullException when no space could be reserved; nothing was written, and the call
   *     may be repeated
   * @throws StorageFaultException when the disk fails; final: whether the batch is on the disk is
   *     unknown
   */
  public void append(List<LogRecord> batch) {
    if (batch.isEmpty()) {
      return;
    }
    int sectors = FrameEncoder.sectorsOf(batch);
    change(() -> appendLocked(batch, sectors));
  }

  private void appendLocked(List<LogRecord> batch, int sectors) throws IOException {
    long expected = index.next();
    for (var each : batch) {
      if (each.index() != expected) {
        throw new IllegalArgumentException(
            "record %d appended to %s, expected %d".formatted(each.index(), folder, expected));
      }
      expected++;
    }
    var segment = chain.roomFor(sectors);
    int position = chain.write(batch, sectors);
    if (options.fsync() == Fsync.SYNC) {
      segment.sync();
    }
    for (var each : batch) {
      int length = FrameEncoder.recordBytes(each);
      index.add(new LogIndex.Location(segment, position, length, each.term(), each.kind()));
      position += length;
    }
  }

  /**
   * Drops the records before {@code firstKept}, durably; files that hold nothing else are deleted.
   * A {@code firstKept} beyond the end works as {@link #reset}.
   */
  public void truncateBefore(long firstKept) {
    change(
        () -> {
          if (firstKept > index.next()) {
            resetLocked(firstKept);
          } else if (firstKept > index.first()) {
            chain.control(FrameKind.TRUNCATE_BEFORE, firstKept);
            index.truncateBefore(firstKept);
            chain.dropUnused();
          }
        });
  }

  /** Drops the records after {@code lastKept}, durably; at least {@code firstIndex() - 1}. */
  public void truncateAfter(long lastKept) {
    change(
        () -> {
          if (lastKept < index.first() - 1) {
            throw new IllegalArgumentException(
                "truncation of %s after record %d, expected %d or more"
                    .formatted(folder, lastKept, index.first() - 1));
          }
          if (lastKept < index.next() - 1) {
            chain.control(FrameKind.TRUNCATE_AFTER, lastKept);
            index.truncateAfter(lastKept);
          }
        });
  }

  /** Drops all records, durably, and goes on with {@code nextIndex}. */
  public void reset(long nextIndex) {
    if (nextIndex < 1) {
      throw new IllegalArgumentException(
          "reset of %s to record %d, expected 1 or more".formatted(folder, nextIndex));
    }
    change(() -> resetLocked(nextIndex));
  }

  private void resetLocked(long nextIndex) throws IOException {
    chain.control(FrameKind.RESET, nextIndex);
    index.reset(nextIndex);
    chain.dropUnused();
  }

  /**
   * Gives every record of a kind to a visitor, in order; for the start, when configurations are
   * collected.
   */
  public void forEach(int kind, Consumer<LogRecord> visitor) {
    for (long at = index.nextOfKind(kind, 1);
        at < index.next();
        at = index.nextOfKind(kind, at + 1)) {
      var found = read(at);
      if (found != null) {
        visitor.accept(found);
      }
    }
  }

  /**
   * Reads and verifies all segments, beside appends, truncations and reads (guarantee G12). Takes
   * about as long as reading the files; {@link ScrubPass} does it piece by piece.
   *
   * @throws DamagedFileException when anything is wrong; final, as for {@link #read}
   */
  public void scrub() {
    latch.check();
    for (var file : scrubbing()) {
      try (file) {
        while (file.next() > 0) {
          // The next piece.
        }
      }
    }
  }

  /** The same piece by piece. */
  List<FileScrub> scrubbing() {
    return new LogScrub(writing, chain, options.scope().disk(), latch).files();
  }

  /**
   * Whether space for the next segment is reserved, and the next snapshot will find its place
   * beside it, so that the log can take on more than the rest of the current segment. False tells
   * the layer above to refuse growth (guarantee G15) before {@link #append} has to.
   */
  public boolean hasRoomAhead() {
    return supply.hasRoomAhead();
  }

  /** Makes everything durable and closes the files. Idempotent; throws nothing. */
  @Override
  public void close() {
    if (keeper != null) {
      keeper.stop();
    }
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!latch.tripped()) {
        chain.settle();
        chain.current().sync();
      }
    } catch (IOException e) {
      LOG.error("closing the log failed", latch.failed("closing", folder, e));
    } finally {
      chain.close();
      writing.unlock();
    }
  }

  /** Reserves the next segment if that is still to do. */
  void prepareSegment() {
    latch.check();
    supply.prepare();
  }

  /** Proves the last frame, so that damage to it can no longer pass as torn. */
  void mark() {
    maintain(chain::settle);
  }

  /**
   * Takes a failure that nobody foresaw for final: it may have broken off a change in the middle.
   */
  HoldfastException broken(Throwable unforeseen) {
    return latch.failed("keeping the log", folder, unforeseen);
  }

  /** Makes durable what relaxed appends have left. */
  void syncIfRelaxed() {
    maintain(() -> chain.current().syncIfNeeded());
  }

  private void change(Change change) {
    maintain(
        () -> {
          change.run();
          if (writes.count() && keeper != null) {
            keeper.wake();
          }
        });
  }

  /** Runs under the lock; whatever breaks off a write in the middle is final. */
  private void maintain(Change change) {
    writing.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the log at " + folder + " is closed");
      }
      latch.check();
      change.run();
    } catch (IOException | OutOfMemoryError e) {
      throw latch.failed("writing the log", chain.current().path(), e);
    } finally {
      writing.unlock();
    }
  }

  private interface Change {
    void run() throws IOException;
  }
}
