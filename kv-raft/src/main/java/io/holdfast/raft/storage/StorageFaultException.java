package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;

/**
 * Tells of a write or a sync that the disk failed. Final: what was being written may or may not be
 * on the disk, the component refuses every later call with this error, and a failed sync is never
 * tried again (guarantee G16). Restart the process once the disk is sound.
 */
public final class StorageFaultException extends HoldfastException {
  private static final long serialVersionUID = 1;

  /** A fault with a message that says what failed, on which file, and what to do. */
  public StorageFaultException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public StorageFaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
