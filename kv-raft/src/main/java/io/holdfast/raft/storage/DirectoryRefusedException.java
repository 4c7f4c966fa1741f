package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;

/**
 * Tells of a data directory that is sound but must not be opened: in use, somebody else's, too new,
 * not writable.
 */
public final class DirectoryRefusedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /**
   * A refusal with a message that says which directory, what was found against expected, and what
   * to do.
   */
  public DirectoryRefusedException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public DirectoryRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
