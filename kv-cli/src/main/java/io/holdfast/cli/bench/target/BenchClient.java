package io.holdfast.cli.bench.target;

import java.util.function.Consumer;

/**
 * One connection through the server's usual client. Thread-safe. Every call waits for its answer,
 * with the client's own time-out. Keys are letters, digits, dots and dashes.
 */
public interface BenchClient extends AutoCloseable {
  /** Writes, whatever is there. */
  void put(String key, byte[] value) throws Exception;

  /** Reads what is there; the strongest read that the client offers. */
  void get(String key) throws Exception;

  /**
   * Reads a decimal number and writes the next one on the condition that nobody wrote meanwhile.
   *
   * @return false when somebody did
   */
  boolean increment(String key) throws Exception;

  /** Writes on the condition that nothing is there. */
  void create(String key, byte[] value) throws Exception;

  /** Deletes. */
  void delete(String key) throws Exception;

  /** The lock called {@code name}, for one caller at a time, in the way users of it lock. */
  BenchLock lock(String name) throws Exception;

  /**
   * Tells {@code listener} the key of every change from now on.
   *
   * @return ends it
   */
  AutoCloseable watch(Consumer<String> listener) throws Exception;

  @Override
  void close();
}
