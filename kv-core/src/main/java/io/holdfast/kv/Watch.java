package io.holdfast.kv;

/** A running watch. Thread-safe. */
public interface Watch extends AutoCloseable {
  /** The greatest revision up to which this watch has delivered everything; 0 before the first. */
  long revision();

  /**
   * Ends the watch. Idempotent, throws nothing, and may be called anywhere, the listener included.
   *
   * <p>It does not wait: a call to the listener that is on its way already, one at most, may still
   * be made or go on after this returns; no other follows, {@link WatchListener#onClosed} included.
   * Where the listener itself closes the watch, that call is its last.
   */
  @Override
  void close();
}
