package io.holdfast.election;

/**
 * The elections of one application on one store. Thread-safe; make one per process and close it at
 * the end.
 */
public interface Elections extends AutoCloseable {
  /** The election called {@code name}: any text of at most 300 UTF-8 bytes. */
  Election election(String name);

  /** Ends every campaign and term, and the observations. Idempotent; bounded in time. */
  @Override
  void close();
}
