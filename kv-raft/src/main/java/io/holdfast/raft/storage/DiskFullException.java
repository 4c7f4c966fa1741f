package io.holdfast.raft.storage;

import io.holdfast.kv.UnavailableException;

/**
 * Tells of a write that was refused because no space could be reserved for it. Nothing was written,
 * everything stored is intact, reads go on, and the same call works once there is space again
 * (guarantee G15).
 */
public final class DiskFullException extends UnavailableException {
  private static final long serialVersionUID = 1;

  /** A refusal with a message that says for what there is no space, and what to do. */
  public DiskFullException(String message) {
    super(message);
  }

  /** The same after an attempt. */
  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
