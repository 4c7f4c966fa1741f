package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.command.CommandBatch;
import io.holdfast.raft.engine.Proposal;
import java.util.function.Supplier;

/** A batch that this node proposed, with what its log entry says. Immutable. */
record OwnBatch(Batcher batcher, Batch batch, CommandBatch content) implements Proposal {
  @Override
  public void committed() {
    batcher.committed(batch);
  }

  @Override
  public void failed(Supplier<? extends HoldfastException> cause) {
    batcher.failed(batch, cause);
  }
}
