package io.holdfast.raft.storage;

import java.nio.file.Path;

/**
 * Something that an {@link Examination} came across.
 *
 * @param file the file or folder that it concerns
 * @param offset where in the file, in bytes; 0 where the file as a whole is meant
 * @param what is wrong, or remarkable: found against expected
 */
public record Finding(Severity severity, Path file, long offset, String what) {
  /** How much a finding matters. */
  public enum Severity {
    /** Nothing acknowledged is concerned; the next start sees to it by itself. */
    HARMLESS,
    /** Sound, but a server of this release refuses to start on it. */
    REFUSED,
    /** Stored bytes are wrong or gone; a server refuses to start on it. */
    DAMAGE
  }

  static Finding harmless(Path file, long offset, String what) {
    return new Finding(Severity.HARMLESS, file, offset, what);
  }

  static Finding refused(Path file, String what) {
    return new Finding(Severity.REFUSED, file, 0, what);
  }

  static Finding damage(Path file, long offset, String what) {
    return new Finding(Severity.DAMAGE, file, offset, what);
  }

  static Finding damage(DamagedFileException found) {
    return damage(found.file(), found.offset(), found.found());
  }
}
