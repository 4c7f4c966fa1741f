package io.holdfast.locks;

/** A running observation. Thread-safe. */
public interface Observation extends AutoCloseable {
  /** Ends it; a call under way is not waited for. Idempotent. */
  @Override
  void close();
}
