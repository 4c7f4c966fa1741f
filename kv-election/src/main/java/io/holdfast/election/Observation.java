package io.holdfast.election;

/** A running observation. Thread-safe. */
public interface Observation extends AutoCloseable {
  /** Ends it; no call to the observer begins after this returns. Idempotent. */
  @Override
  void close();
}
