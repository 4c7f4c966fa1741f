package io.holdfast.cli.bench.target;

import io.holdfast.cli.Workplace;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kind of server that the bench can start by itself. Found as a service, so that peers can be
 * added to the class path.
 */
public interface ServerKind {
  /** Its name in tables and on the command line. */
  String name();

  /** What an acknowledgement means as it is started here. */
  Durability durability();

  /** Why it cannot be started on this machine; empty when it can. */
  Optional<String> missing();

  /**
   * Starts one on {@code data}, which is empty or was left by an earlier one, and returns when it
   * takes connections.
   */
  BenchTarget start(Workplace place, Path data) throws Exception;
}
