package io.holdfast.cli.bench.target;

import java.util.OptionalLong;

/**
 * A running server under measurement. Used by one thread at a time. Methods throw what the server's
 * own client throws, since nothing but a message is made of it.
 */
public interface BenchTarget extends AutoCloseable {
  /** Its name in tables. */
  String name();

  /** What an acknowledgement means. */
  Durability durability();

  /** The server's process, where it is known. */
  OptionalLong pid();

  /** Another connection with whatever it needs made ready. */
  BenchClient connect() throws Exception;

  /** Whether {@link BenchClient#watch} works. */
  default boolean watches() {
    return true;
  }

  /** The end of what its process printed, where this process started it; for messages. */
  default String lastWords() {
    return "";
  }

  /** SIGKILL, waited for. Only where this process started the server. */
  default void kill() throws InterruptedException {
    throw new UnsupportedOperationException(name() + " was not started here");
  }

  /** Removes what was made in it, and ends it where this process started it. */
  @Override
  void close();
}
