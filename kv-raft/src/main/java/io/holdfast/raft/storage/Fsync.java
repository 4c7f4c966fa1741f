package io.holdfast.raft.storage;

/** What an acknowledged append stands for (guarantee G8). */
public enum Fsync {
  /** The batch is on the disk: it survives a power cut. */
  SYNC,
  /**
   * The batch is with the operating system: it survives the end of the process; a power cut may
   * take the last 100 ms.
   */
  RELAXED
}
