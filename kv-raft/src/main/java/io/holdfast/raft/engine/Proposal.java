package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import java.util.function.Supplier;

/**
 * An entry that this node has asked the group to take. Called by threads of the group, which must
 * not be blocked: either {@link #committed} and {@link Replica#apply}, in either order, or {@link
 * #failed}, possibly after {@link #committed}.
 */
public interface Proposal {
  /** The entry is durable on a quorum; the group can take the next one. */
  void committed();

  /**
   * The entry will not be answered here.
   *
   * @param cause makes one exception per caller: an {@link io.holdfast.kv.IndeterminateException}
   *     unless the entry certainly never applies
   */
  void failed(Supplier<? extends HoldfastException> cause);
}
