package io.holdfast.raft.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as this package uses it: the seam at which tests inject faults, power cuts and
 * full disks. Thread-safe. What is written counts as durable only after {@link DiskFile#sync}, and
 * a name only after {@link #syncFolder}.
 */
public interface Disk {
  /**
   * The real one. Files are made for the owner alone (0600), folders too (0700), where the file
   * system knows such.
   */
  static Disk real() {
    return FileDisk.INSTANCE;
  }

  /** Makes a file that must not exist yet, for reading and writing. */
  DiskFile create(Path file) throws IOException;

  /** Opens a file that must exist, for reading and writing. */
  DiskFile open(Path file) throws IOException;

  /** Whether there is such a file or folder. */
  boolean exists(Path path) throws IOException;

  /** Names of the files and folders in a folder, sorted. */
  List<String> list(Path folder) throws IOException;

  /** Makes a folder, and those above it, if missing. */
  void createFolder(Path folder) throws IOException;

  /** Renames a file within its file system at one stroke, replacing what bears the name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException;

  /**
   * Makes the names in a folder durable: files created, renamed and deleted there before this call.
   */
  void syncFolder(Path folder) throws IOException;

  /**
   * What the file system of a folder has left for this process, in bytes; the largest number where
   * it does not tell.
   */
  long usableBytes(Path folder);

  /** An open file. Thread-safe: reads may run beside one writer. */
  interface DiskFile extends Closeable {
    /** Its size in bytes. */
    long size() throws IOException;

    /**
     * Reads at a position until the buffer is full; fails with {@link java.io.EOFException} where
     * the file ends first.
     */
    void read(ByteBuffer into, long position) throws IOException;

    /**
     * Writes the whole buffer at a position.
     *
     * @throws NoSpaceException when the file would have to grow and cannot
     */
    void write(ByteBuffer from, long position) throws IOException;

    /** Makes everything written so far durable (fdatasync). */
    void sync() throws IOException;
  }

  /** Tells that the file system has no space left. */
  final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    /** The refusal of the file system. */
    public NoSpaceException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
