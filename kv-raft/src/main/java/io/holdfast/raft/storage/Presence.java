package io.holdfast.raft.storage;

/** Whether files may be missing because they have never been there. */
public enum Presence {
  /** The directory has never taken part in a cluster: what is missing is created empty. */
  MAY_BE_NEW,
  /**
   * The directory has been a member: what is missing has been lost, and nothing starts afresh
   * (guarantee G13).
   */
  REQUIRED
}
