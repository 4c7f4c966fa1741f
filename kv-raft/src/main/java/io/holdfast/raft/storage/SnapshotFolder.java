package io.holdfast.raft.storage;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Snapshots, each one checksummed file that appears at one stroke (guarantee G18): written under a
 * temporary name, synced, renamed, folder synced; only then are older ones deleted. Thread-safe;
 * one draft at a time.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"}) // bodies follow
public final class SnapshotFolder implements AutoCloseable {
  private final Path folder;

  private SnapshotFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * What a snapshot stands for.
   *
   * @param lastIncludedIndex the last log index that its content covers
   * @param lastIncludedTerm the term of that index
   * @param opaque whatever the layer above wants beside it (such as the configuration); not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from codec to codec, never compared
  public record Meta(long lastIncludedIndex, long lastIncludedTerm, byte[] opaque) {}

  /**
   * Opens the folder, makes it if missing, clears unfinished drafts, and verifies the newest
   * snapshot as a whole.
   */
  public static SnapshotFolder open(Path folder, StorageScope scope) {
    throw new UnsupportedOperationException(folder + " " + scope);
  }

  /** The newest durable snapshot. */
  public Optional<Snapshot> latest() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /**
   * Refuses a start without what the log has already given up: a log that begins after 1 needs a
   * snapshot that reaches to it (guarantee G13).
   *
   * @throws DamagedFileException when there is none, or it ends before {@code logFirstIndex - 1}
   */
  public void requireCovers(long logFirstIndex) {
    throw new UnsupportedOperationException(folder + " " + logFirstIndex);
  }

  /** Begins a snapshot of the local state. */
  public Draft begin(Meta meta) {
    throw new UnsupportedOperationException(folder + " " + meta);
  }

  /**
   * Begins a copy of another node's snapshot file, byte for byte as {@link Snapshot#read} gives
   * them.
   */
  public Draft beginCopy() {
    throw new UnsupportedOperationException(folder.toString());
  }

  /** Closes nothing but the door: drafts fail from now on. */
  @Override
  public void close() {}

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
