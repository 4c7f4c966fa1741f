package io.holdfast.raft.engine;

import io.holdfast.kv.UnavailableException;
import java.util.function.Supplier;

/**
 * Is told once whether reads may go on. Called by the group's threads, which must not be blocked.
 */
public interface ReadConfirmation {
  /** This replica has applied everything that was acknowledged before the question. */
  void confirmed();

  /** That could not be found out; {@code cause} makes one exception per caller. */
  void failed(Supplier<UnavailableException> cause);
}
