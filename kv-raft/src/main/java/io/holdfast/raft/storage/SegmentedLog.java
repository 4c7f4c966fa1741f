package io.holdfast.raft.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class SegmentedLog implements AutoCloseable {
  private final Path folder;

  private SegmentedLog(Path folder) {
    this.folder = folder;
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
    throw new UnsupportedOperationException(folder + " " + options);
  }

  /** The index of the first record, or of the one that will be the first. At least 1. */
  public long firstIndex() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /** The index of the last record; {@code firstIndex() - 1} when empty. */
  public long lastIndex() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /** The term of a record, from memory; 0 when the log does not hold the index. */
  public long termAt(long index) {
    throw new UnsupportedOperationException(folder + " " + index);
  }

  /**
   * Reads a record and verifies it; null when the log does not hold the index.
   *
   * @throws DamagedFileException when the bytes fail their checks, or cannot be read
   */
  public @Nullable LogRecord read(long index) {
    throw new UnsupportedOperationException(folder + " " + index);
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
    throw new UnsupportedOperationException(batch.toString());
  }

  /**
   * Drops the records before {@code firstKept}, durably; files that hold nothing else are deleted.
   * A {@code firstKept} beyond the end works as {@link #reset}.
   */
  public void truncateBefore(long firstKept) {
    throw new UnsupportedOperationException(folder + " " + firstKept);
  }

  /** Drops the records after {@code lastKept}, durably; at least {@code firstIndex() - 1}. */
  public void truncateAfter(long lastKept) {
    throw new UnsupportedOperationException(folder + " " + lastKept);
  }

  /** Drops all records, durably, and goes on with {@code nextIndex}. */
  public void reset(long nextIndex) {
    throw new UnsupportedOperationException(folder + " " + nextIndex);
  }

  /**
   * Gives every record of a kind to a visitor, in order; for the start, when configurations are
   * collected.
   */
  public void forEach(int kind, Consumer<LogRecord> visitor) {
    throw new UnsupportedOperationException(folder + " " + kind + visitor);
  }

  /**
   * Whether space for the next segment is reserved, so that the log can take on more than the rest
   * of the current one. False tells the layer above to refuse growth (guarantee G15) before {@link
   * #append} has to.
   */
  public boolean hasRoomAhead() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /** Makes everything durable and closes the files. Idempotent; throws nothing. */
  @Override
  public void close() {}
}
