package io.holdfast.raft.storage;

import io.holdfast.kv.DamagedException;
import java.nio.file.Path;

/**
 * Names the file and the place where stored bytes fail their checks; nothing of that file is served
 * (guarantee G12).
 */
public final class DamagedFileException extends DamagedException {
  private static final long serialVersionUID = 1;
  private static final String REMEDY =
      "; nothing was changed: restore a copy of the whole data directory, or set it aside and start on an empty one"
          + " without what it held";

  private final String file;
  private final long offset;
  private final String found;

  /**
   * Damage at one place.
   *
   * @param offset in bytes from the start of the file; 0 where the file as a whole is meant
   * @param found what is wrong: found against expected
   */
  public DamagedFileException(Path file, long offset, String found) {
    super("damaged file " + file + " at offset " + offset + ": " + found + REMEDY);
    this.file = file.toString();
    this.offset = offset;
    this.found = found;
  }

  /** The same with its cause. */
  public DamagedFileException(Path file, long offset, String found, Throwable cause) {
    super("damaged file " + file + " at offset " + offset + ": " + found + REMEDY, cause);
    this.file = file.toString();
    this.offset = offset;
    this.found = found;
  }

  /** The file. */
  public Path file() {
    return Path.of(file);
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return offset;
  }

  /** What is wrong: found against expected, without the file and the remedy. */
  public String found() {
    return found;
  }
}
