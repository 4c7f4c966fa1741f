package io.holdfast.kv;

/** A running watch. Thread-safe. */
public interface Watch extends AutoCloseable {
  /** The greatest revision up to which this watch has delivered everything; 0 before the first. */
  long revision();

  /** Ends the watch. Idempotent, does not wait; no call to the listener begins after it returns. */
  @Override
  void close();
}
