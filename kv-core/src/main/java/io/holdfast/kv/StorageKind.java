package io.holdfast.kv;

/**
 * Where a bucket asks to be kept. Reported truthfully; a durable store logs every bucket, also a
 * MEMORY one.
 */
public enum StorageKind {
  /** On disk. */
  FILE,
  /** In memory. */
  MEMORY
}
