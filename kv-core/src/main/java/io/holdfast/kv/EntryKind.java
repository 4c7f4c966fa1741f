package io.holdfast.kv;

/** What an entry records about its key. */
public enum EntryKind {
  /** A value was written. */
  PUT,
  /** The key was deleted; older revisions stay in its history. */
  DELETE,
  /** The key was deleted together with its history, or it expired and a marker tells so. */
  PURGE;

  /** Whether the entry says that the key is gone. */
  public boolean isMarker() {
    return this != PUT;
  }
}
